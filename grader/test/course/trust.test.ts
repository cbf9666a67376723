/** Whether parity and flake notice what they are for: a verdict that is another one on another broker, or in another round. */
import { mkdtemp, mkdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { CourseLesson } from "../../src/course/course.ts";
import { flakeRound, quietVerdicts } from "../../src/course/flake.ts";
import { parity, type ParityResult } from "../../src/course/parity.ts";
import { differencesOf, verdictOf, type KeptVerdict } from "../../src/course/verdict.ts";
import type { GradeOptions, Grader } from "../../src/run/grade.ts";
import type { Report } from "../../src/score/report.ts";
import { passedReport, report, text } from "../report/sample-report.ts";

let root: string;
let lesson: CourseLesson;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "trust-"));
  const folder = join(root, "lessons", "02-work-queues");
  const folders = ["solution", "starter", "hidden/mistakes/slow", "hidden/mistakes/late"].map((each) =>
    join(folder, each),
  );
  for (const each of [join(root, "grader", "src"), join(root, "broker-lite", "src"), ...folders])
    await mkdir(each, { recursive: true });
  await writeFile(join(root, "package-lock.json"), "{}");
  for (const each of ["lesson.ts", "solution/worker.ts", "starter/worker.ts", "hidden/work.test.ts"])
    await writeFile(join(folder, each), `// ${each}`);
  for (const name of ["slow", "late"])
    await writeFile(
      join(folder, "hidden", "mistakes", name, "mistake.ts"),
      `export const mistake = { row: "W1", title: { en: "${name}", "zh-CN": "" }, loses: [] };`,
    );
  const { checks } = passedReport();
  lesson = {
    folder,
    lesson: {
      number: 2,
      folder: "02-work-queues",
      title: text("", ""),
      task: text("", ""),
      programs: [{ name: "worker", kind: "consumer", usage: "" }],
      criteria: checks.map(({ id, dimension, max, title, why, hints }) => ({
        id,
        dimension,
        points: max,
        title,
        why,
        hints,
      })),
      topology: { nodes: [], edges: [] },
    },
  };
});

afterEach(() => rm(root, { recursive: true, force: true }));

/** Gives what `verdict` says, whatever is graded, and remembers what that was. */
function pretending(verdict: (submission: string, seed: number) => Report): Grader & { readonly graded: string[] } {
  const graded: string[] = [];
  return {
    graded,
    grade: ({ submissions, seed }: GradeOptions) => {
      graded.push(...submissions.map(({ id }) => id));
      return Promise.resolve(submissions.map(({ id }) => ({ ...verdict(id, seed), submission: id })));
    },
    close: () => Promise.resolve(),
  };
}

async function compare(lite: Grader, other: Grader): Promise<ParityResult> {
  return await parity(lesson, {
    root,
    broker: "local",
    seed: 1,
    kinds: [],
    signal: new AbortController().signal,
    graders: { lite, other },
    onGrading: () => () => undefined,
  });
}

function said({ differences }: ParityResult): readonly string[] {
  return differences.map(({ submission, what }) => `${submission}: ${what}`);
}

describe("parity", () => {
  test("finds nothing where everything is judged the same", async () => {
    const result = await compare(pretending(passedReport), pretending(passedReport));
    expect(said(result)).toEqual([]);
    expect(result.submissions).toBe(4);
    expect(result.checks).toBe(4 * passedReport().checks.length);
  });

  test("names every check and every advice that differ, and whose", async () => {
    const result = await compare(
      pretending(passedReport),
      pretending((id) => (id === "slow" ? report() : passedReport())),
    );
    const found = said(result);
    expect(found.length).toBeGreaterThan(1);
    expect(found.every((each) => each.startsWith("slow: "))).toBe(true);
    expect(found.some((each) => /ack-after-work: pass \d+ \/ fail 0/u.test(each))).toBe(true);
    expect(found).toContain("slow: advice stack-trace: not given / given");
  });

  test("takes an error for a difference, never for the same", async () => {
    const broken: Report = { ...passedReport(), status: "error", error: text("the broker is gone", "") };
    const result = await compare(
      pretending(passedReport),
      pretending((id) => (id === "late" ? broken : passedReport())),
    );
    expect(said(result)).toEqual(["late: error: the broker is gone"]);
  });

  test("keeps the verdicts of broker-lite until something that they depend on changes", async () => {
    const lite = pretending(passedReport);
    await compare(lite, pretending(passedReport));
    await compare(lite, pretending(passedReport));
    expect(lite.graded).toHaveLength(4);
    await writeFile(join(lesson.folder, "starter", "worker.ts"), "// something else");
    await compare(lite, pretending(passedReport));
    expect(lite.graded.slice(4)).toEqual(["starter"]);
    await writeFile(join(root, "grader", "src", "check.ts"), "// another judgement");
    await compare(lite, pretending(passedReport));
    expect(lite.graded).toHaveLength(4 + 1 + 4);
  });
});

test("flake names the verdict that changed, and the seed that repeats it", async () => {
  const submissions = [{ id: "solution", kind: "solution", folder: join(lesson.folder, "solution") }] as const;
  const grader = pretending((_, seed) => (seed === 7 ? report() : passedReport()));
  const options = {
    root,
    broker: "lite",
    submissions,
    delayMaximumMs: 0,
    signal: new AbortController().signal,
    grader,
    onProgress: () => undefined,
  } as const;
  const quiet = await quietVerdicts(lesson, options);
  await expect(flakeRound(lesson, options, quiet, 6)).resolves.toEqual([]);
  const changed = await flakeRound(lesson, options, quiet, 7);
  expect(changed).toContainEqual(
    expect.objectContaining({
      lesson: 2,
      submission: "solution",
      seed: 7,
      what: expect.stringContaining("ack-after-work: pass"),
    }),
  );
});

describe("two verdicts", () => {
  const whole: KeptVerdict = verdictOf(passedReport());

  test("are the same where nothing differs but the words", () => {
    expect(differencesOf(whole, verdictOf({ ...passedReport(), broker: "another" }))).toEqual([]);
  });

  test("differ by points alone, by advice alone, and by a check that one of them lacks", () => {
    const [first, ...rest] = whole.checks;
    if (first === undefined) throw new Error("the sample has no checks");
    const less = [{ ...first, points: first.points - 1 }, ...rest];
    expect(differencesOf(whole, { ...whole, checks: less })).toMatchObject([{ check: first.id }]);
    expect(differencesOf(whole, { ...whole, checks: rest })).toMatchObject([{ check: first.id }]);
    expect(differencesOf(whole, { ...whole, advice: ["x"] })).toEqual([{ words: "advice x: not given / given" }]);
  });

  test("are not compared in what one broker can't show", () => {
    const [first, ...rest] = whole.checks;
    if (first === undefined) throw new Error("the sample has no checks");
    const less = { ...whole, checks: [{ ...first, status: "skipped", points: 0 }, ...rest] } as const;
    expect(differencesOf(whole, less)).toEqual([]);
  });
});
