/** Which lessons a submission has programs of, and which of its files belong to each. */
import { posix } from "node:path";
import type { Lesson } from "../../lesson.ts";
import { PROGRAM_ENDINGS } from "../../submission/discover.ts";
import type { SourceFiles } from "./sources.ts";

/** The course's own, in a copy of the whole course. */
const NOT_THEIRS = new Set(["solution", "starter", "hidden"]);

interface Candidate {
  readonly folder: string;
  readonly inLessonFolder: boolean;
  readonly programs: number;
}

/**
 * The files of one lesson, with paths below its folder. Program names differ from lesson to lesson, so that they say which lesson it is,
 * wherever in the submission they lie.
 * @returns undefined where there is no program of it
 */
export function filesOfLesson(files: SourceFiles, lesson: Lesson): SourceFiles | undefined {
  const names = new Set(lesson.programs.flatMap(({ name }) => PROGRAM_ENDINGS.map((ending) => name + ending)));
  const counts = new Map<string, number>();
  for (const path of files.keys()) {
    if (!names.has(posix.basename(path))) continue;
    const folder = posix.dirname(path);
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  const [best] = [...counts]
    .filter(([folder]) => !folder.split("/").some((part) => NOT_THEIRS.has(part)))
    .map(([folder, programs]) => ({ folder, programs, inLessonFolder: folder.split("/").includes(lesson.folder) }))
    .toSorted(betterFirst);
  return best === undefined ? undefined : below(files, best.folder);
}

/** All files, for a submission that is said to be of a lesson but has no program of it: what is missing is then said in its report. */
export function allFiles(files: SourceFiles): SourceFiles {
  const folders = new Set([...files.keys()].map((path) => path.split("/")[0] ?? ""));
  const [only] = folders;
  const wrapped = only !== undefined && folders.size === 1 && !files.has(only);
  return wrapped ? allFiles(below(files, only)) : files;
}

/** Names of the files by which a lesson's programs are known. */
export function programNames(lesson: Lesson): readonly string[] {
  return lesson.programs.map(({ name }) => `${name}.ts`);
}

function betterFirst(one: Candidate, other: Candidate): number {
  return (
    Number(other.inLessonFolder) - Number(one.inLessonFolder) ||
    other.programs - one.programs ||
    depth(one.folder) - depth(other.folder) ||
    (one.folder < other.folder ? -1 : 1)
  );
}

function depth(folder: string): number {
  return folder === "." ? 0 : folder.split("/").length;
}

function below(files: SourceFiles, folder: string): SourceFiles {
  if (folder === ".") return files;
  const prefix = `${folder}/`;
  return new Map(
    [...files].flatMap(([path, content]) =>
      path.startsWith(prefix) ? [[path.slice(prefix.length), content] as const] : [],
    ),
  );
}
