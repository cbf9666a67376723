/** `npm run grade -- <lesson> <folder>`: one submission, judged once, and its report in every form that was asked for. */
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { makeFolder } from "../make-folder.ts";
import { FORMATS, type RenderOptions } from "../report/formats.ts";
import type { Report } from "../score/report.ts";
import type { Output } from "./arguments.ts";
import { type Context, EXIT } from "./context.ts";
import { gradeOne, randomSeed } from "./grade-one.ts";
import { folderTyped, lessonTyped } from "./places.ts";
import { texts } from "./texts.ts";
import { UsageError } from "./usage-error.ts";

export async function gradeCommand(context: Context): Promise<number> {
  const { line, screen, root, directory } = context;
  const [lessonWord, folderWord, extra] = line.words;
  if (lessonWord === undefined || folderWord === undefined) throw new UsageError(texts.gradeUsage);
  if (extra !== undefined) throw new UsageError(texts.tooManyWords(extra));
  const courseLesson = await lessonTyped(root, lessonWord);
  const folder = await folderTyped(directory, folderWord);
  const solutionFolder = join(courseLesson.folder, "solution");
  // The page shows what the solution does beside what the submission did.
  const withSolution =
    line.outputs.some(({ format }) => format === "html") && folder !== solutionFolder && existsSync(solutionFolder);
  const { report, solution } = await gradeOne(context, {
    courseLesson,
    submission: { id: folderWord, folder },
    ...(withSolution ? { solutionFolder } : {}),
    seed: line.seed ?? randomSeed(),
  });
  const written = await writeReports(context, report, {
    language: context.language,
    showHidden: line.showHidden,
    columns: screen.columns,
    colour: screen.colours.isColorSupported,
    repeatCommand: repeatCommand(report, relative(root, folder) || folderWord),
    environment: context.environment,
    ...(solution === undefined ? {} : { solution }),
  });
  return context.interrupt.exitCode ?? (written ? exitCodeOf(report) : EXIT.notJudged);
}

/** Each form for itself: one that can't be written does not take the others away. @returns false where one is missing */
async function writeReports(context: Context, report: Report, options: RenderOptions): Promise<boolean> {
  const { line, screen, directory, say } = context;
  let isComplete = true;
  const onScreen = line.outputs.filter(({ file }) => file === undefined);
  const inFiles = line.outputs.filter((output): output is Required<Output> => output.file !== undefined);
  for (const { format, file } of inFiles) {
    const path = resolve(directory, file);
    const text = FORMATS[format].render(report, { ...options, colour: false });
    try {
      // oxlint-disable-next-line no-await-in-loop -- they are told of in their order
      await makeFolder(dirname(path));
      // oxlint-disable-next-line no-await-in-loop -- the same
      await writeFile(path, text);
      screen.complain(say(texts.reportWritten(file)));
    } catch (error) {
      isComplete = false;
      screen.complain(say(texts.reportNotWritten(file, error instanceof Error ? error.message : String(error))));
    }
  }
  for (const { format } of onScreen) screen.print(FORMATS[format].render(report, options).replace(/\n$/, ""));
  return isComplete;
}

export function repeatCommand(report: Report, folder: string): string {
  const typed = folder.replaceAll("\\", "/");
  return `npm run grade -- ${report.lesson.number} ${/[\s'"$&;]/.test(typed) ? JSON.stringify(typed) : typed} --seed ${report.seed}`;
}

/** A folder that lacks a program is no submission of this lesson: nothing was judged that deserves points or none. */
export function exitCodeOf(report: Report): number {
  const lacksProgram = report.problems.some(
    ({ kind }) => kind === "missing" || kind === "ambiguous" || kind === "unreadable",
  );
  if (report.status === "error" || lacksProgram) return EXIT.notJudged;
  return report.status === "pass" ? EXIT.passed : EXIT.belowPassMark;
}
