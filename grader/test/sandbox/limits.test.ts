import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { readCommandLine } from "../../src/cli/arguments.ts";
import { LIMITS, limitText, limitsWith, STANDARD_LIMITS } from "../../src/sandbox/limits.ts";
import { SubmissionClock } from "../../src/run/submission-clock.ts";

test.each(LIMITS)(
  "$name has a flag, words with the flag, and a line in the README",
  ({ name, flag, standard, title }) => {
    expect(readCommandLine(["3", `--${flag}`, "7"], {}).limits).toEqual({ [name]: 7 });
    expect(() => readCommandLine([`--${flag}=0`], {})).toThrow(`--${flag}`);
    const { en, "zh-CN": chinese } = limitText(name, limitsWith({ [name]: 7 }));
    expect(en).toBe(`over the limit of 7 ${title.en} (--${flag})`);
    expect(chinese).toContain(`最多为 7（--${flag}）`);
    const readme = readFileSync(fileURLToPath(new URL("../../README.md", import.meta.url)), "utf8");
    expect(readme).toMatch(new RegExp(`\\| \`--${flag}\` +\\| ${standard} +\\| ${title.en} +\\|`, "u"));
    expect(STANDARD_LIMITS[name]).toBe(standard);
  },
);

test("a submission's time counts while any of its scenarios runs, and once it is over nothing runs any more", async () => {
  const told: string[] = [];
  const scenario = (name: string): { exceed: () => void } => ({ exceed: () => told.push(name) });
  const [first, second, third] = [scenario("first"), scenario("second"), scenario("third")];
  const clock = new SubmissionClock(0.05);
  clock.enter(first);
  clock.enter(second);
  clock.leave(first);
  await expect.poll(() => told).toEqual(["second"]);
  clock.leave(second);
  clock.enter(third);
  expect(told).toEqual(["second", "third"]);
});
