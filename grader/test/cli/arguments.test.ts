import { describe, expect, it } from "vitest";
import { readCommandLine } from "../../src/cli/arguments.ts";
import { UsageError } from "../../src/cli/usage-error.ts";

/** What npm sets for every script. */
const npm = { npm_lifecycle_event: "lesson" };

function refusal(typed: readonly string[], environment: Record<string, string> = {}): string {
  try {
    readCommandLine(typed, environment);
  } catch (error) {
    if (error instanceof UsageError) return error.text.en;
    throw error;
  }
  return "not refused";
}

describe("options", () => {
  it("may stand anywhere among the words", () => {
    const line = readCommandLine(["2", "--format", "json", "folder", "--seed=7", "--lang", "zh_CN.UTF-8"], {});
    expect(line).toMatchObject({
      words: ["2", "folder"],
      outputs: [{ format: "json" }],
      seed: 7,
      language: "zh-CN",
      broker: "lite",
    });
  });

  it("take several formats, each to a file of its own", () => {
    const typed = ["2", "folder", "--format", "html=a=b.html", "--format=junit=junit.xml", "--format", "markdown"];
    expect(readCommandLine(typed, {}).outputs).toEqual([
      { format: "html", file: "a=b.html" },
      { format: "junit", file: "junit.xml" },
      { format: "markdown" },
    ]);
  });

  it("are the usual ones where nothing is typed", () => {
    expect(readCommandLine([], {})).toEqual({
      words: [],
      outputs: [{ format: "terminal" }],
      broker: "lite",
      giveUp: false,
      yes: false,
      update: false,
      once: false,
      help: false,
      showHidden: false,
      untrusted: false,
      limits: {},
    });
  });

  it("take the broker from the environment, unless one is typed", () => {
    expect(readCommandLine([], { BROKER: "amqp://host:1/v" }).broker).toBe("amqp://host:1/v");
    expect(readCommandLine([], { BROKER: "" }).broker).toBe("lite");
    expect(readCommandLine(["--broker", "lite"], { BROKER: "amqp://host:1/v" }).broker).toBe("lite");
  });

  it.each([
    [["--frmat", "json"], "There is no option --frmat"],
    [["-x"], "There is no option -x"],
    [["--format"], "--format needs a value"],
    [["--format", "xml"], 'no format "xml"'],
    [["--format", "html="], "Write --format html=FILE"],
    [["--format", "json", "--format", "csv"], "Only one format can go to the screen"],
    [["--format", "json=a", "--format", "csv=a"], "same file a"],
    [["--lang", "fr"], 'does not speak "fr"'],
    [["--broker", "rabbit"], '"rabbit" is no broker'],
    [["--broker", "amqp://"], '"amqp://" is no broker'],
    [["--broker", "http://host"], '"http://host" is no broker'],
    [["--seed", "-1"], '"-1" is no seed'],
    [["--seed=-1"], '"-1" is no seed'],
    [["--seed", "1.5"], '"1.5" is no seed'],
    [["--seed", "99999999999"], '"99999999999" is no seed'],
  ])("are refused in a clear line: %j", (typed, message) => {
    expect(refusal(typed)).toContain(message);
  });
});

describe("flags that npm took because there was no -- before them", () => {
  it("come back from npm's settings: --seed=4 --give-up", () => {
    const line = readCommandLine(["3", "diff"], { ...npm, npm_config_seed: "4", npm_config_give_up: "true" });
    expect(line).toMatchObject({ words: ["3", "diff"], seed: 4, giveUp: true });
  });

  it("come back with their value, which npm left as a word: --seed 4 --broker URL", () => {
    const environment = { ...npm, npm_config_seed: "true", npm_config_broker: "true" };
    expect(readCommandLine(["3", "amqp://host:1/v", "4"], environment)).toMatchObject({
      words: ["3"],
      seed: 4,
      broker: "amqp://host:1/v",
    });
  });

  it("come back where npm read them as flags of its own: --lang zh-CN, --format json", () => {
    expect(readCommandLine(["3", "zh-CN"], npm)).toMatchObject({ words: ["3"], language: "zh-CN" });
    expect(readCommandLine(["3", "zh-CN", "hint"], npm)).toMatchObject({ words: ["3", "hint"], language: "zh-CN" });
    expect(readCommandLine(["2", "folder", "json"], npm)).toMatchObject({
      words: ["2", "folder"],
      outputs: [{ format: "json" }],
    });
  });

  it("leave a folder alone that is called like a value", () => {
    expect(readCommandLine(["2", "json"], npm)).toMatchObject({
      words: ["2", "json"],
      outputs: [{ format: "terminal" }],
    });
  });

  it("say so where the value is missing", () => {
    expect(refusal(["3"], { ...npm, npm_config_seed: "true" })).toContain("--seed needs a value");
  });

  it("are not looked for outside npm", () => {
    expect(readCommandLine(["3", "en"], { npm_config_seed: "4" })).toMatchObject({ words: ["3", "en"] });
    expect(readCommandLine(["3"], { npm_config_seed: "4" }).seed).toBeUndefined();
  });
});
