/**
 * Programs that are right and look nothing like the solution: other libraries, other languages, other ways to wait and to say what they do. Each has all
 * points and no advice. Where one loses something, the check that took it is wrong. The two that are least like the solution are tried each time, all of
 * them with ALL_STYLES set, as in .ci/run.
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { lessonPlaces, loadLesson } from "../src/course/course.ts";
import { otherWays, runnableOf, type CourseSubmission } from "../src/course/submissions.ts";
import { verdictOf } from "../src/course/verdict.ts";
import { VerdictStore } from "../src/course/verdict-store.ts";
import { createGrader } from "../src/run/grade.ts";
import type { Report } from "../src/score/report.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const SEED = 1;
/** Another language; another library, which connects and declares by itself. */
const LEAST_ALIKE = ["right/pika", "right/rabbitmq-client"];
const isTried = ({ id }: CourseSubmission): boolean =>
  process.env["ALL_STYLES"] !== undefined || LEAST_ALIKE.includes(id);
/** Ten styles of one lesson side by side; a quiet machine with two processors needs a quarter of it. */
const WITHIN_MS = 240_000;

const grader = createGrader();
afterAll(() => grader.close());

const places = await lessonPlaces(ROOT);
const lessons = await Promise.all(
  places.map(async (place) => {
    const { runnable, needPika } = await runnableOf(await otherWays(ROOT, place.name));
    return { place, runnable, needPika };
  }),
);

/** What a submission lost and was told; empty where all is well. */
function lost(report: Report): readonly string[] {
  return [
    ...(report.error === undefined ? [] : [report.error.en]),
    ...report.problems.map(({ file, line, message }) => `${file}:${line} ${message.en}`),
    ...report.checks
      .filter(({ status }) => status !== "pass")
      .map(({ id, status, seen, because }) => `${status} ${id}: ${(seen ?? because)?.en ?? ""}`),
    ...report.advice.map(({ id, text }) => `advice ${id}: ${text.en}`),
  ];
}

describe.each(lessons)("$place.name", ({ place, runnable, needPika }) => {
  const tried = runnable.filter(isTried);
  let grading: Promise<ReadonlyMap<string, Report>> | undefined;

  /** All styles at once, when the first of them is asked for. */
  async function gradeAll(submissions: readonly CourseSubmission[]): Promise<ReadonlyMap<string, Report>> {
    const courseLesson = await loadLesson(place);
    const { lesson, folder } = courseLesson;
    const reports = await grader.grade({
      lesson,
      lessonFolder: join(folder),
      submissions,
      broker: "lite",
      seed: SEED,
      checkTypes: false,
    });
    // Parity grades the same on another broker, and does not need to grade it here again.
    const store = await VerdictStore.open(ROOT, courseLesson, SEED);
    for (const [index, report] of reports.entries()) {
      const submission = submissions[index];
      if (submission !== undefined) await store.keep(submission, verdictOf(report));
    }
    return new Map(reports.map((report) => [report.submission, report]));
  }

  test.each(tried.map(({ id }) => id))("%s", { timeout: WITHIN_MS }, async (id) => {
    grading ??= gradeAll(tried);
    const report = (await grading).get(id);
    if (report === undefined) throw new Error(`${id} was not graded`);
    expect(lost(report)).toEqual([]);
    expect(report.score).toBe(100);
  });

  // This machine's Python has no pika; PYTHON may name one that does.
  test.skipIf(needPika.length > 0)("nothing was left out", () => {
    expect(needPika).toEqual([]);
  });
});

test("every style has a program for every lesson", () => {
  const styles = lessons.map(({ runnable, needPika }) => [...runnable.map(({ id }) => id), ...needPika].toSorted());
  expect(styles[0]?.length).toBeGreaterThanOrEqual(10);
  for (const each of styles) expect(each).toEqual(styles[0]);
  expect(styles[0]).toEqual(expect.arrayContaining(LEAST_ALIKE));
});
