import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { gradeHere, stillToDo } from "../../src/classroom/run/grade-here.ts";
import { lockFolder } from "../../src/classroom/run/lock.ts";
import { MOST_DEATHS, RunState } from "../../src/classroom/run/state.ts";
import { makeTask, packTask, unpackTask, type Outcome, type Result, type Task } from "../../src/classroom/run/task.ts";
import { GraderError } from "../../src/run/grader-error.ts";
import { verbatim } from "../../src/text.ts";
import { report } from "../report/sample-report.ts";
import { graded } from "./amqp-support.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "state-"));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const POLICY = { broker: "lite", sandbox: "untrusted", seed: 1 };

function task(words: string): Task {
  return makeTask(POLICY, "02-work-queues", "digest", new Map([["worker.ts", Buffer.from(words)]]));
}

async function stateWith(words: readonly string[]): Promise<{ state: RunState; keys: readonly string[] }> {
  const state = await RunState.open(folder, 1);
  const tasks = words.map(task);
  for (const each of tasks) await state.keepTask(each);
  return { state, keys: tasks.map(({ key }) => key) };
}

async function grade(
  state: RunState,
  keys: readonly string[],
  outcome: (task: Task) => Outcome,
  jobs = 1,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  await gradeHere({
    keys,
    state,
    jobs,
    lanes: { grade: (each) => Promise.resolve(outcome(each)) },
    signal: new AbortController().signal,
    onResult: (result) => void results.push(result),
    onRunning: () => undefined,
  });
  return results;
}

describe("the key of a task", () => {
  test("depends on all that a verdict depends on, and on nothing else", () => {
    const files = new Map([
      ["a.ts", Buffer.from("1")],
      ["b.ts", Buffer.from("2")],
    ]);
    const turned = new Map([...files].toReversed());
    const base = makeTask(POLICY, "lesson", "digest", files);
    expect(makeTask(POLICY, "lesson", "digest", turned)).toMatchObject({ key: base.key, seed: base.seed });
    const others = [
      makeTask({ ...POLICY, broker: "local" }, "lesson", "digest", files),
      makeTask({ ...POLICY, sandbox: "none" }, "lesson", "digest", files),
      makeTask({ ...POLICY, seed: 2 }, "lesson", "digest", files),
      makeTask(POLICY, "other", "digest", files),
      makeTask(POLICY, "lesson", "newer", files),
      makeTask(
        POLICY,
        "lesson",
        "digest",
        new Map([
          ["a.ts", Buffer.from("12")],
          ["b.ts", Buffer.from("")],
        ]),
      ),
      makeTask(POLICY, "lesson", "digest", new Map([["a.ts", Buffer.from("1")]])),
    ];
    expect(new Set([base.key, ...others.map(({ key }) => key)]).size).toBe(others.length + 1);
  });

  test("travels with the sources; a message that would write elsewhere is none", async () => {
    const sent = task("say 你好");
    expect(await unpackTask(await packTask(sent))).toEqual(sent);
    const evil = { ...sent, files: new Map([["../../x.ts", Buffer.from("x")]]) };
    await expect(unpackTask(await packTask(evil))).rejects.toThrow("leads out of its own folder");
    await expect(unpackTask(Buffer.from("no task"))).rejects.toThrow("incorrect header check");
  });
});

describe("what is kept", () => {
  test("is found again; a damaged result is graded again, an error of ours as well", async () => {
    const { state, keys } = await stateWith(["a", "b", "c", "d"]);
    const [first = "", second = "", third = "", fourth = ""] = keys;
    for (const key of [first, second]) await state.keepResult({ key, outcome: graded(await state.task(key)) });
    const error = report({ status: "error", error: verbatim("too busy") });
    await state.keepResult({ key: third, outcome: { kind: "graded", report: error } });
    await writeFile(join(folder, "results", `${second}.result`), "half of it");
    const again = await RunState.open(folder, 99);
    expect(again).toMatchObject({ run: state.run, seed: 1 });
    expect(await stillToDo(keys, again)).toEqual([second, third, fourth]);
  });

  test("survives a run file that is damaged, as another run", async () => {
    const state = await RunState.open(folder, 1);
    await writeFile(join(folder, "run.json"), "{");
    const again = await RunState.open(folder, 1);
    expect(again.run).not.toBe(state.run);
    expect((await readdir(folder)).filter((name) => name.endsWith(".part"))).toEqual([]);
  });

  test("a submission at which the process died three times is not begun again", async () => {
    const { state, keys } = await stateWith(["a", "b"]);
    const [deadly = "", harmless = ""] = keys;
    for (let death = 0; death < MOST_DEATHS; death += 1) expect(await state.begin(deadly)).toBe(death);
    const begun: string[] = [];
    const results = await grade(state, keys, (each) => {
      begun.push(each.key);
      return graded(each);
    });
    expect(begun).toEqual([harmless]);
    expect(JSON.stringify(results.find(({ key }) => key === deadly))).toContain("begun 3 times");
  });
});

describe("errors of ours", () => {
  const busy: Outcome = { kind: "graded", report: report({ status: "error", error: verbatim("too busy") }) };

  test("are tried again when everything else is done, and kept if they stay", async () => {
    const { state, keys } = await stateWith(["a", "b", "c"]);
    const [first = "", second = ""] = keys;
    const begun: string[] = [];
    const results = await grade(
      state,
      keys,
      (each) => {
        begun.push(each.key);
        const isAgain = begun.filter((key) => key === each.key).length > 1;
        return each.key === second || (each.key === first && !isAgain) ? busy : graded(each);
      },
      2,
    );
    expect(begun.slice(3).toSorted()).toEqual([first, second].toSorted());
    expect(results).toHaveLength(3);
    const errors = results.filter(({ outcome }) => outcome.kind === "graded" && outcome.report.status === "error");
    expect(errors.map(({ key }) => key)).toEqual([second]);
  });

  test("that are the same three times in a row are the machine's: the rest is left for later", async () => {
    const words = Array.from({ length: 8 }, (_, index) => `submission ${index}`);
    const { state, keys } = await stateWith(words);
    const failing = grade(state, keys, () => ({ kind: "failed", reason: verbatim("There is no sandbox.") }));
    await expect(failing).rejects.toThrow(GraderError);
    await expect(failing).rejects.toThrow("Nothing can be graded here: There is no sandbox.");
    expect(await stillToDo(keys, state)).toEqual(keys);
  });
});

describe("the lock of a folder", () => {
  test("lets one in, and the next when that one is gone", async () => {
    const place = join(folder, "out");
    await mkdir(place);
    const first = await lockFolder(place);
    expect(first).toBeDefined();
    expect(await lockFolder(place)).toBeUndefined();
    await first?.release();
    const second = await lockFolder(place);
    expect(second).toBeDefined();
    await second?.release();
  });
});
