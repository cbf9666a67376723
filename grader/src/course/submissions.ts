/** All submissions that the course itself brings for a lesson: solution, starter, planted mistakes, and programs that are right in other ways. Finds; grades nothing. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { pythonCommand } from "../submission/python.ts";
import type { CourseLesson } from "./course.ts";
import { loadMistakes } from "./mistakes.ts";

export const SUBMISSION_KINDS = ["solution", "starter", "mistake", "right"] as const;
export type SubmissionKind = (typeof SUBMISSION_KINDS)[number];

export interface CourseSubmission {
  /** `solution`, the name of a mistake, `right/pika`. */
  readonly id: string;
  readonly kind: SubmissionKind;
  readonly folder: string;
  /** Where a program that is missing is taken from. */
  readonly fallbackFolder?: string;
}

/** A folder for each style, and in it one for each lesson, named as the lesson's own. */
export function otherWaysFolder(root: string): string {
  return join(root, "grader", "test", "right-in-other-ways");
}

export async function courseSubmissions(root: string, { folder, lesson }: CourseLesson): Promise<CourseSubmission[]> {
  const solution = join(folder, "solution");
  const mistakes = await loadMistakes(folder);
  return [
    { id: "solution", kind: "solution", folder: solution },
    { id: "starter", kind: "starter", folder: join(folder, "starter") },
    ...mistakes.map((placed) => ({
      id: placed.name,
      kind: "mistake" as const,
      folder: placed.folder,
      fallbackFolder: solution,
    })),
    ...(await otherWays(root, lesson.folder)),
  ];
}

/** Programs for this lesson that are right and quite unlike the solution's. */
export async function otherWays(root: string, lessonFolderName: string): Promise<CourseSubmission[]> {
  const parent = otherWaysFolder(root);
  const styles = await subfolders(parent);
  const found = await Promise.all(
    styles.map(async (style): Promise<CourseSubmission[]> => {
      const lessons = await subfolders(join(parent, style));
      if (!lessons.includes(lessonFolderName)) return [];
      return [{ id: `right/${style}`, kind: "right", folder: join(parent, style, lessonFolderName) }];
    }),
  );
  return found.flat();
}

async function subfolders(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(unlessMissing);
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .toSorted();
}

function unlessMissing(error: NodeJS.ErrnoException): [] {
  if (error.code !== "ENOENT") throw error;
  return [];
}

/** Whether this machine's Python can run what is written with pika. */
export async function hasPika(): Promise<boolean> {
  const child = spawn(pythonCommand(), ["-c", "import pika"], { stdio: "ignore" });
  try {
    const [code] = (await once(child, "exit")) as [number | null];
    return code === 0;
  } catch {
    return false;
  }
}

/** Leaves out what this machine can't run, and says which. */
export async function runnableOf(
  submissions: readonly CourseSubmission[],
): Promise<{ readonly runnable: readonly CourseSubmission[]; readonly needPika: readonly string[] }> {
  const needs = await Promise.all(
    submissions.map(async ({ kind, folder }) =>
      kind === "right" ? (await readdir(folder)).some((file) => file.endsWith(".py")) : false,
    ),
  );
  if (!needs.includes(true) || (await hasPika())) return { runnable: submissions, needPika: [] };
  return {
    runnable: submissions.filter((_, index) => needs[index] !== true),
    needPika: submissions.filter((_, index) => needs[index] === true).map(({ id }) => id),
  };
}
