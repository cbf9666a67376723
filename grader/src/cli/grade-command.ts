/** `npm run grade -- <lesson> <folder>`: one submission, judged once. */
import { relative } from "node:path";
import { renderJson } from "../report/json.ts";
import { renderTerminal } from "../report/terminal.ts";
import type { Report } from "../score/report.ts";
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
  const report = await gradeOne(context, {
    courseLesson,
    submission: { id: folderWord, folder },
    seed: line.seed ?? randomSeed(),
  });
  screen.print(
    line.format === "json"
      ? renderJson(report)
      : renderTerminal(report, {
          language: context.language,
          columns: screen.columns,
          colour: screen.colours.isColorSupported,
          repeatCommand: repeatCommand(report, relative(root, folder) || folderWord),
        }),
  );
  return context.interrupt.exitCode ?? exitCodeOf(report);
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
