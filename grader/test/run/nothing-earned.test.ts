/** Programs that never talk to a broker have earned nothing, in any lesson, however they end. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { lessonPlaces, loadLesson } from "../../src/course/course.ts";
import { createGrader } from "../../src/run/grade.ts";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const PROGRAMS = {
  "ends at once": "export {};\n",
  "always complains": 'console.error(" [!] no broker");\nprocess.exitCode = 1;\nexport {};\n',
} as const;
/** Nobody waits for a program that has ended: a quiet machine needs some seconds. */
const WITHIN_MS = 120_000;

const grader = createGrader();
const folder = await mkdtemp(join(tmpdir(), "nothing-earned-"));
afterAll(async () => {
  await grader.close();
  await rm(folder, { recursive: true, force: true });
});

const places = await lessonPlaces(ROOT);

test.each(places)("$name gives no point for nothing", { timeout: WITHIN_MS }, async (place) => {
  const { lesson, folder: lessonFolder } = await loadLesson(place);
  const submissions = await Promise.all(
    Object.entries(PROGRAMS).map(async ([id, source]) => {
      const submission = { id, folder: join(folder, place.name, id) };
      await mkdir(submission.folder, { recursive: true });
      for (const { name } of lesson.programs) await writeFile(join(submission.folder, `${name}.ts`), source);
      return submission;
    }),
  );
  const reports = await grader.grade({ lesson, lessonFolder, submissions, broker: "lite", seed: 1, checkTypes: false });
  expect(
    reports.map(({ submission, score, error, checks }) => ({
      submission,
      score,
      error,
      earned: checks.filter(({ points }) => points > 0).map(({ id }) => id),
    })),
  ).toEqual(submissions.map(({ id }) => ({ submission: id, score: 0, error: undefined, earned: [] })));
});
