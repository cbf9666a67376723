/** The learner's programs against the solution's, program by program. */
import { readdir, readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { createTwoFilesPatch } from "diff";
import type { Lesson } from "../lesson.ts";
import { escapeForTerminal } from "../report/escape.ts";
import type { Paint } from "../report/paint.ts";
import { type Language, say } from "../text.ts";
import { texts } from "./texts.ts";

/** Endings that a program may have, in the order in which they are looked for. */
const ENDINGS = [".ts", ".js", ".mjs", ".py"];

export interface ProgramPair {
  readonly program: string;
  /** File name and text; undefined where there is none. */
  readonly mine: { readonly file: string; readonly text: string } | undefined;
  readonly solution: { readonly file: string; readonly text: string } | undefined;
}

export async function readPairs(
  lesson: Lesson,
  mineFolder: string,
  solutionFolder: string,
): Promise<readonly ProgramPair[]> {
  const [mine, solution] = await Promise.all([readdir(mineFolder), readdir(solutionFolder)]);
  return Promise.all(
    lesson.programs.map(async ({ name }) => ({
      program: name,
      mine: await readProgram(mineFolder, mine, name),
      solution: await readProgram(solutionFolder, solution, name),
    })),
  );
}

export function renderDifference(pairs: readonly ProgramPair[], language: Language, paint: Paint): string {
  const blocks = pairs.map(({ program, mine, solution }) => {
    if (mine === undefined)
      return [paint.heading(say(texts.diffMissing(program), language)), ...shown(solution?.text ?? "")];
    if (solution === undefined) return [];
    // Two languages have no lines in common: the solution is read beside one's own.
    if (
      extname(mine.file) !== extname(solution.file) &&
      [mine.file, solution.file].some((file) => file.endsWith(".py"))
    ) {
      return [paint.heading(say(texts.diffOtherLanguage(mine.file, solution.file), language)), ...shown(solution.text)];
    }
    const patch = createTwoFilesPatch(
      mine.file,
      solution.file,
      lines(mine.text),
      lines(solution.text),
      undefined,
      undefined,
      { context: 3 },
    );
    const changed = patch.split("\n").filter((line) => /^[-+ @]/.test(line) && !/^(---|\+\+\+) /.test(line));
    if (changed.length === 0) return [paint.heading(say(texts.diffSame(mine.file), language))];
    return [paint.heading(mine.file), ...changed.map((line) => painted(escapeForTerminal(line), paint))];
  });
  return [
    paint.faint(say(texts.diffLegend, language)),
    ...blocks.filter((block) => block.length > 0).map((block) => `\n${block.join("\n")}`),
  ].join("\n");
}

async function readProgram(folder: string, files: readonly string[], name: string): Promise<ProgramPair["mine"]> {
  const file = ENDINGS.map((ending) => name + ending).find((candidate) => files.includes(candidate));
  return file === undefined ? undefined : { file, text: await readFile(join(folder, file), "utf8") };
}

function lines(text: string): string {
  return text.replaceAll("\r\n", "\n");
}

function shown(text: string): string[] {
  return escapeForTerminal(text)
    .trimEnd()
    .split("\n")
    .map((line) => `  ${line}`);
}

function painted(line: string, paint: Paint): string {
  if (line.startsWith("+")) return paint.good(line);
  if (line.startsWith("-")) return paint.bad(line);
  return line.startsWith("@") ? paint.faint(line) : line;
}
