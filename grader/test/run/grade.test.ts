/** Whole gradings of a small lesson, on broker-lite. */
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { createGrader, type GradeOptions, type Grader, type ProgressEvent } from "../../src/run/grade.ts";
import type { CheckReport, Report } from "../../src/score/report.ts";
import { lesson as faulty } from "../fixtures/faulty-lesson/lesson.ts";
import { lesson } from "../fixtures/mini-lesson/lesson.ts";

/** Each starts a dozen processes; no test depends on how long that takes. */
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const FIXTURES = fileURLToPath(new URL("../fixtures/", import.meta.url));
const MINI = join(FIXTURES, "mini-lesson");
const SOLUTION = join(MINI, "solution");

let grader: Grader;
/** Temporary folders of the runs are made in here. */
let temporary = "";
const before = process.env["TMPDIR"];

beforeAll(async () => {
  temporary = await mkdtemp(join(tmpdir(), "grade-"));
  process.env["TMPDIR"] = temporary;
  grader = createGrader();
});

afterAll(async () => {
  await grader.close();
  if (before === undefined) delete process.env["TMPDIR"];
  else process.env["TMPDIR"] = before;
  await rm(temporary, { recursive: true, force: true });
});

async function gradeMini(folders: readonly string[], rest: Partial<GradeOptions> = {}): Promise<readonly Report[]> {
  const submissions = folders.map((folder, index) => ({ id: `${index}`, folder, fallbackFolder: SOLUTION }));
  return await grader.grade({
    lesson,
    lessonFolder: MINI,
    submissions,
    broker: "lite",
    seed: 1,
    checkTypes: false,
    ...rest,
  });
}

function lost(report: Report | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries(
    (report?.checks ?? []).filter((each) => each.status !== "pass").map((each) => [each.id, each.status]),
  );
}

function check(report: Report | undefined, id: string): CheckReport | undefined {
  return report?.checks.find((each) => each.id === id);
}

test("a right submission has all the points; wrong ones lose what they should, side by side", async () => {
  const wrong = ["closes-at-once", "hard-coded", "no-ack", "deaf", "silent"].map((name) => join(MINI, "wrong", name));
  const events: ProgressEvent[] = [];
  const [right, closes, hardCoded, noAck, deaf, silent] = await gradeMini([SOLUTION, ...wrong], {
    onProgress: (event) => events.push(event),
  });
  expect(right).toMatchObject({ status: "pass", score: 100, max: 100, seed: 1, submission: "0", problems: [] });
  expect(right?.broker).toMatch(/^broker-lite/u);
  expect(right?.programs.find((each) => each.label === "hear")).toMatchObject({
    scenario: "talk",
    exit: { code: 0, cause: "stopped" },
  });
  // Only a hidden criterion looks at the last one.
  expect(Object.fromEntries(right?.wire.map((each) => [each.scenario, each.visibility]) ?? [])).toEqual({
    "nobody listens": "public",
    talk: "public",
    "the broker restarts": "hidden",
  });

  expect(lost(closes)).toEqual({
    published: "fail",
    heard: "not-judged",
    acknowledged: "not-judged",
    stops: "not-judged",
    survives: "fail",
  });
  expect(check(closes, "published")?.seen?.en).toMatch(/^connection\.close was sent, but no basic\.publish before it/u);
  expect(
    check(closes, "published")?.frames.some((frame) => frame.offending && frame.line.startsWith("connection.close")),
  ).toBe(true);
  expect(closes).toMatchObject({ status: "fail" });

  expect(check(hardCoded, "url")).toMatchObject({ status: "fail", points: 0 });
  expect(check(hardCoded, "url")?.seen?.en).toContain("403");
  expect(check(hardCoded, "published")).toMatchObject({
    status: "not-judged",
    because: { en: "it can't be seen until this holds: title of url" },
  });

  expect(lost(noAck)).toEqual({ acknowledged: "fail" });
  expect(lost(deaf)).toEqual({ stops: "fail" });
  expect(check(deaf, "stops")?.seen?.en).toBe("It exited without sending connection.close.");
  expect(lost(silent)).toMatchObject({ heard: "fail", acknowledged: "not-judged", stops: "not-judged" });
  expect(check(silent, "heard")?.seen?.en).toContain(
    "We waited for 'hear' to consume (basic.consume or basic.get) in vain.",
  );

  const started = events.filter((event) => event.kind === "scenario-started");
  const ended = events.filter((event) => event.kind === "scenario-ended");
  expect([started.length, ended.length]).toEqual([18, 18]);
  expect(events.filter((event) => event.kind === "criterion-judged")).toHaveLength(6 * lesson.criteria.length);
});

describe("a submission that can't be run", () => {
  let folder = "";

  beforeAll(async () => {
    folder = await mkdtemp(join(temporary, "submission-"));
    await mkdir(join(folder, "broken"));
    await writeFile(join(folder, "broken", "say.ts"), "const x = [;\n");
  });

  test("says which program is missing, and judges nothing by it", async () => {
    const [report] = await gradeMini([join(FIXTURES, "empty")], {
      submissions: [{ id: "x", folder: join(FIXTURES, "empty") }],
    });
    expect(report).toMatchObject({ status: "fail", score: 0 });
    expect(report?.problems.map((problem) => [problem.kind, problem.program])).toEqual([
      ["missing", "say"],
      ["missing", "hear"],
    ]);
    expect(new Set(report?.checks.map((each) => each.status))).toEqual(new Set(["not-judged"]));
  });

  test("says where it doesn't compile", async () => {
    const [report] = await gradeMini([join(folder, "broken")]);
    expect(report?.problems).toMatchObject([{ kind: "syntax", file: "say.ts", line: 1, column: 12 }]);
    expect(check(report, "url")?.because?.en).toContain("'say' can't be run: say.ts:1:12");
  });
});

describe("our own failure is an error, never a fail", () => {
  const submissions = [{ id: "x", folder: SOLUTION }];

  test("a broker that can't be reached", async () => {
    await expect(gradeMini([], { submissions, broker: "amqp://guest:guest@127.0.0.1:1/" })).rejects.toThrow(
      /^the broker at 127\.0\.0\.1:1, .* can't be reached/u,
    );
  });

  test("hidden tests that are wrong", async () => {
    const lessonFolder = join(FIXTURES, "faulty-lesson");
    const [report] = await grader.grade({
      lesson: faulty,
      lessonFolder,
      submissions,
      broker: "lite",
      seed: 1,
      checkTypes: false,
    });
    expect(report).toMatchObject({ status: "error" });
    expect(lost(report)).toEqual({ two: "error", three: "error", four: "error" });
    expect(check(report, "two")?.because?.en).toContain("the scenario is wrong");
    expect(check(report, "three")?.because?.en).toContain("the check is wrong");
    expect(check(report, "four")?.because?.en).toContain("No hidden test judged 'four'");
  });

  test("hidden tests that judge what the lesson doesn't have", async () => {
    const [report] = await grader.grade({
      lesson: faulty,
      lessonFolder: MINI,
      submissions,
      broker: "lite",
      seed: 1,
      checkTypes: false,
    });
    expect(report).toMatchObject({ status: "error" });
  });

  test("no hidden tests, no submissions", async () => {
    await expect(gradeMini([], { lessonFolder: FIXTURES, submissions })).rejects.toThrow("There are no hidden tests");
    await expect(gradeMini([])).rejects.toThrow("There is no submission to grade.");
  });
});

test("a run that is given up leaves nothing behind, and the next one is as good as new", async () => {
  const abort = new AbortController();
  const given = gradeMini([SOLUTION, join(MINI, "wrong", "silent")], {
    signal: abort.signal,
    onProgress: (event) => {
      if (event.kind === "scenario-started" && event.scenario === "talk") abort.abort(new Error("Ctrl+C"));
    },
  });
  await expect(given).rejects.toThrow("Ctrl+C");
  expect((await readdir(temporary)).filter((name) => name.startsWith("grader-"))).toEqual([]);
  const [report] = await gradeMini([SOLUTION]);
  expect(report).toMatchObject({ status: "pass", score: 100 });
  expect((await readdir(temporary)).filter((name) => name.startsWith("grader-"))).toEqual([]);
});

/** Scenarios that were begun for all but the first submission. */
async function started(folders: readonly string[], rest: Partial<GradeOptions>): Promise<readonly string[]> {
  const events: string[] = [];
  const reports = await gradeMini(folders, {
    ...rest,
    onProgress: (event) => {
      if (event.kind === "scenario-started" && event.submission !== "0") events.push(event.scenario);
    },
  });
  // What was not run again is reported as if it had been.
  for (const report of reports) expect(report.wire).toHaveLength(3);
  expect(reports.at(-1)?.programs.length).toBe(reports[0]?.programs.length);
  return events.toSorted();
}

describe("submissions of the course that share what was seen", () => {
  let folder = "";
  const helped = (word: string): Promise<unknown> =>
    Promise.all([
      writeFile(join(folder, word, "say.ts"), 'import "./helper.ts";\n'),
      writeFile(join(folder, word, "helper.ts"), `console.log("${word}");\n`),
    ]);

  beforeAll(async () => {
    folder = await mkdtemp(join(temporary, "shared-"));
    await Promise.all(["one", "other"].map((word) => mkdir(join(folder, word))));
    await Promise.all(["one", "other"].map(helped));
  });

  test("run only scenarios of which a program is another one", async () => {
    // It speaks as the solution does and hears in a way of its own.
    const deaf = join(MINI, "wrong", "deaf");
    expect(await started([SOLUTION, SOLUTION], { sharesEvidence: true })).toEqual([]);
    expect(await started([SOLUTION, deaf], { sharesEvidence: true })).toEqual(["talk"]);
  });

  test("are all run where nobody said that they may share", async () => {
    const all = ["nobody listens", "talk", "the broker restarts"];
    expect(await started([SOLUTION, SOLUTION], {})).toEqual(all);
    expect(await started([SOLUTION, SOLUTION], { sharesEvidence: true, untrusted: true, sandbox: "none" })).toEqual(
      all,
    );
  });

  test("know a program as another one by its helper", async () => {
    expect(await started([join(folder, "one"), join(folder, "other")], { sharesEvidence: true })).toContain(
      "nobody listens",
    );
  });
});
