/** What the programs printed, as lines with the program's name before them. Chooses which are worth showing and cuts them. */
import type { CheckReport, ProgramReport, Report } from "../score/report.ts";
import { type Language, type Text, say } from "../text.ts";
import { escapeForTerminal, escapeToLine } from "./escape.ts";
import { cut, padEnd, width } from "./layout.ts";
import type { Paint } from "./paint.ts";
import { texts } from "./texts.ts";

const MOST_PROGRAMS = 4;
const MOST_LINES_OF_A_PROGRAM = 8;
const LABEL_COLUMNS = 20;

/** Lines for those programs that say something about what was lost; none where nothing was. */
export function outputLines(
  report: Report,
  lost: CheckReport | undefined,
  language: Language,
  columns: number,
  paint: Paint,
): string[] {
  const programs = worthShowing(report, lost);
  const labelColumns = Math.min(
    LABEL_COLUMNS,
    Math.max(0, ...programs.map((program) => width(escapeToLine(program.label)))),
  );
  return programs.flatMap((program) => {
    const prefix = paint.faint(`${padEnd(cut(escapeToLine(program.label), labelColumns), labelColumns)} │ `);
    const room = columns - labelColumns - 3;
    const shown = printedLines(program, language).map(({ text, loud }) => {
      const line = cut(text, room);
      return prefix + (loud ? paint.unclear(line) : line);
    });
    return shown.length <= MOST_LINES_OF_A_PROGRAM
      ? shown
      : [
          ...shown.slice(0, MOST_LINES_OF_A_PROGRAM - 1),
          prefix + paint.faint(say(texts.linesCut(shown.length - MOST_LINES_OF_A_PROGRAM + 1), language)),
        ];
  });
}

/** How it ended comes first, then what it complained of, then what it said: the first lines survive the cut. */
function printedLines(program: ProgramReport, language: Language): { text: string; loud: boolean }[] {
  const lines: { text: string; loud: boolean }[] = [];
  const exit = exitText(program);
  if (exit !== undefined) lines.push({ text: `(${say(exit, language)})`, loud: true });
  for (const text of printed(program.stderr)) lines.push({ text, loud: true });
  for (const text of printed(program.stdout)) lines.push({ text, loud: false });
  if (program.cutBytes > 0) lines.push({ text: say(texts.bytesCut(program.cutBytes), language), loud: false });
  return lines;
}

/** How a program ended, where that is worth a word. */
export function exitText({ exit, limit }: Pick<ProgramReport, "exit" | "limit">): Text | undefined {
  if (limit !== undefined) return texts.exitLimit(limit.text);
  if (exit?.cause === "deadline") return texts.exitDeadline;
  if (exit?.cause !== "itself") return undefined;
  if (exit.signal !== null) return texts.exitSignal(exit.signal);
  return exit.code === null || exit.code === 0 ? undefined : texts.exitCode(exit.code);
}

function printed(output: string): string[] {
  const text = escapeForTerminal(output).trimEnd();
  return text === "" ? [] : text.split("\n");
}

/** Those of the scenario that lost the first point. */
function worthShowing(report: Report, lost: CheckReport | undefined): readonly ProgramReport[] {
  return report.programs
    .filter((program) => program.scenario === lost?.scenario)
    .filter((program) => program.stdout.trim() !== "" || hasComplained(program))
    .slice(0, MOST_PROGRAMS);
}

function hasComplained(program: ProgramReport): boolean {
  return (
    program.stderr.trim() !== "" ||
    (program.exit?.cause === "itself" && program.exit.code !== 0) ||
    program.exit?.cause === "deadline"
  );
}
