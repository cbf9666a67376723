import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { MAXIMUM_OUTPUT_BYTES } from "../../src/stage/output.ts";
import { LiveStage, ProgramNotRunnable } from "../../src/stage/live-stage.ts";
import { killRegisteredGroups } from "../../src/stage/process-group.ts";
import { limitsWith } from "../../src/sandbox/limits.ts";
import type { PreparedSubmission } from "../../src/submission/submission.ts";
import { verbatim } from "../../src/text.ts";

const PROGRAMS = fileURLToPath(new URL("../fixtures/programs/", import.meta.url));
/** Nobody listens there: these tests are about processes. */
const NOWHERE = { host: "127.0.0.1", port: 1, tls: false, user: "u", password: "p", vhost: "v" };
const NAMES = ["environment", "hangs", "ignores-signals", "stops", "floods", "has-children", "crashes"];

let work = "";
let abort = new AbortController();
let stage: LiveStage;

beforeEach(async () => {
  work = await mkdtemp(join(tmpdir(), "stage-"));
  abort = new AbortController();
  const program = (name: string): PreparedSubmission["programs"][string] => ({
    file: `${name}.mjs`,
    command: process.execPath,
    arguments: [join(PROGRAMS, `${name}.mjs`)],
    folder: PROGRAMS,
  });
  stage = await LiveStage.open({
    scenario: "test",
    submission: {
      id: "s",
      folder: PROGRAMS,
      programs: Object.fromEntries(NAMES.map((name) => [name, program(name)])),
      problems: [],
      shownFolders: [],
    },
    address: NOWHERE,
    seed: 1,
    lesson: "99-mini",
    workFolder: work,
    registryFolder: join(work, "processes"),
    delayMaximumMs: 0,
    sandbox: { level: "none" },
    limits: limitsWith(),
    restart: () => Promise.resolve(),
    signal: abort.signal,
  });
});

afterEach(async () => {
  await stage.close();
  const left = (await readdir(work)).filter((name) => name !== "processes");
  await rm(work, { recursive: true });
  if (left.length > 0) throw new Error(`the stage left behind ${left.join(", ")}`);
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // One that has ended and that nobody has waited for is a zombie: dead all the same.
    return process.platform !== "linux" || !/\) Z /u.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}

/** The kernel ends a killed process in its own time; the test's timeout bounds it. */
async function untilDead(pid: number): Promise<void> {
  expect(pid).toBeGreaterThan(0);
  while (isAlive(pid)) await new Promise((resolve) => setImmediate(resolve));
}

describe("what a program gets", () => {
  test("its arguments, a clean environment, a closed stdin, private folders", async () => {
    const program = await stage.run("environment", { arguments: ["a b", "ż"], environment: { WORK_UNIT_MS: "5" } });
    const { stdout, exit } = stage.evidence().programs[0] ?? { stdout: "" };
    const [first = "{}", second] = stdout.split("\n");
    const seen = JSON.parse(first) as { environment: Record<string, string>; arguments: string[] };
    expect(exit).toMatchObject({ code: 0, cause: "itself" });
    expect(seen.arguments).toEqual(["a b", "ż"]);
    expect(second).toBe("stdin ended");
    expect(seen.environment).toMatchObject({ WORK_UNIT_MS: "5", LANG: "C.UTF-8" });
    expect(seen.environment["AMQP_URL"]).toMatch(/^amqp:\/\/u:p@127\.0\.0\.1:\d+\/v$/u);
    expect(seen.environment["TMPDIR"]?.startsWith(work)).toBe(true);
    const known = [
      "AMQP_URL",
      "HOME",
      "LANG",
      "PATH",
      "PYTHONDONTWRITEBYTECODE",
      "PYTHONUNBUFFERED",
      "PYTHONUTF8",
      "TMPDIR",
      "WORK_UNIT_MS",
    ];
    expect(Object.keys(seen.environment).filter((name) => !known.includes(name) && !name.startsWith("__"))).toEqual([]);
    expect(program.label).toBe("environment 1");
  });

  test("a port where nobody listens, where the broker is to be unreachable", async () => {
    await stage.run("environment", { brokerUnreachable: true });
    expect(stage.evidence().programs[0]?.stdout).toContain('"AMQP_URL":"amqp://u:p@127.0.0.1:1/v"');
  });
});

describe("how programs end", () => {
  test("by themselves, with what they said", async () => {
    const exit = await stage.start("crashes").untilExit();
    expect(exit).toMatchObject({ code: 1, signal: null, cause: "itself" });
    expect(stage.evidence().programs[0]?.stderr).toContain("TypeError: it broke");
  });

  test("told to stop", async () => {
    const program = stage.start("stops");
    await program.untilPrinted("running");
    expect(await program.stop()).toMatchObject({ code: 0, cause: "stopped" });
    expect(stage.evidence().programs[0]?.stdout).toBe("running\nbye\n");
    expect(stage.evidence().acts).toMatchObject([{ name: "SIGINT to stops" }]);
  });

  test.skipIf(process.platform === "win32")("killed at the deadline, where they don't", async () => {
    const program = stage.start("ignores-signals");
    await program.untilPrinted("deaf");
    expect(await program.untilExit({ deadlineMs: 20 })).toMatchObject({ signal: "SIGKILL", cause: "deadline" });
  });

  test("killed with their children", async () => {
    const program = stage.start("has-children");
    await program.untilPrinted("\n");
    const child = Number(/child (\d+)/u.exec(stage.evidence().programs[0]?.stdout ?? "")?.[1]);
    expect(isAlive(child)).toBe(true);
    expect(await program.kill()).toMatchObject({ cause: "killed" });
    await untilDead(child);
  });

  test("children that are left behind end too", async () => {
    await stage.run("has-children", { arguments: ["leave"] });
    const child = Number(/child (\d+)/u.exec(stage.evidence().programs[0]?.stdout ?? "")?.[1]);
    await untilDead(child);
    expect(isAlive(child)).toBe(false);
  });

  test("at the scenario's end, which leaves no trace in the record", async () => {
    const program = stage.start("hangs");
    await program.untilPrinted("hanging");
    const { programs } = stage.evidence();
    await stage.close();
    expect(programs[0]).toMatchObject({ label: "hangs", stdout: "hanging\n" });
    expect(programs[0]).not.toHaveProperty("exit");
  });

  test("by whoever owns the run, from the list of what was started", async () => {
    const program = stage.start("hangs");
    await program.untilPrinted("hanging");
    killRegisteredGroups(join(work, "processes"));
    expect(await program.untilExit()).toMatchObject({ cause: "itself" });
    expect(await readdir(join(work, "processes"))).toEqual([]);
  });
});

test("output is kept up to a cap, and the rest counted", async () => {
  await stage.run("floods");
  const record = stage.evidence().programs[0];
  expect(record?.stdout).toHaveLength(MAXIMUM_OUTPUT_BYTES);
  expect(record?.cutBytes).toBe(16 * 64 * 1024 - MAXIMUM_OUTPUT_BYTES);
});

describe("a wait that is in vain", () => {
  test("ends when the program does, and says what it waited for", async () => {
    const program = stage.start("crashes");
    await expect(program.untilPrinted("never")).rejects.toMatchObject({
      name: "ScenarioStopped",
      reason: "program-ended",
      program: "crashes 1",
    });
  });

  test("ends at its deadline", async () => {
    const program = stage.start("hangs");
    const waiting = program.untilMethod("basic.consume", { deadlineMs: 20 });
    await expect(waiting).rejects.toMatchObject({
      reason: "deadline",
      waitedFor: { en: "basic.consume of 'hangs 1'" },
    });
    await expect(stage.until(() => false, verbatim("nothing"), { deadlineMs: 5 })).rejects.toMatchObject({
      name: "ScenarioStopped",
    });
  });

  test("ends when the run is given up", async () => {
    const program = stage.start("hangs");
    const waiting = program.untilPrinted("never");
    abort.abort(new Error("given up"));
    await expect(waiting).rejects.toThrow("given up");
    expect(() => stage.start("hangs")).toThrow("given up");
  });
});

test("several programs of one name are numbered, one alone is not", async () => {
  await Promise.all([stage.run("crashes"), stage.run("crashes"), stage.run("environment")]);
  expect(stage.evidence().programs.map((each) => each.label)).toEqual(["crashes 1", "crashes 2", "environment"]);
});

test("a program that the submission doesn't have is no evidence of anything", () => {
  expect(() => stage.start("absent")).toThrow(ProgramNotRunnable);
  expect(existsSync(work)).toBe(true);
});

test("evidence is frozen", async () => {
  stage.note("task", { text: "x" });
  const evidence = stage.evidence();
  expect(() => Object.assign(evidence.notes["task"] as object, { text: "y" })).toThrow(TypeError);
  expect(() => (evidence.events as unknown[]).push(1)).toThrow(TypeError);
  await Promise.resolve();
});
