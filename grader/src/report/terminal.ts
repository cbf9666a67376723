/**
 * One Report as a person reads it in a terminal: what is wrong with the files, the score, the first lost point in full, the
 * rest in a line each. Makes text and nothing else.
 */
import type { CheckReport, Problem, Report } from "../score/report.ts";
import { DIMENSIONS } from "../lesson.ts";
import { type Language, type Text, say } from "../text.ts";
import { escapeForTerminal, escapeToLine } from "./escape.ts";
import { excerpt, frameLines } from "./frames.ts";
import { cut, padEnd, padStart, width, wrap } from "./layout.ts";
import { outputLines } from "./output.ts";
import { type Paint, paintFor } from "./paint.ts";
import { dimensionNames, texts } from "./texts.ts";

export interface TerminalOptions {
  readonly language: Language;
  readonly columns: number;
  readonly colour: boolean;
  /** Hints that the learner has reached, by criterion, from 1 to 3; the first where nothing is said. */
  readonly hintLevels?: Readonly<Record<string, number>>;
  /** What to type to grade with the same random values. */
  readonly repeatCommand?: string;
}

interface Sheet extends TerminalOptions {
  readonly paint: Paint;
  readonly lines: string[];
}

const INDENT = "  ";
const WIDEST_BAR = 32;

export function renderTerminal(report: Report, options: TerminalOptions): string {
  const sheet: Sheet = { ...options, paint: paintFor(options.colour), lines: [] };
  const [first, ...others] = report.checks.filter((check) => check.status === "fail");
  heading(sheet, report);
  if (report.error !== undefined) graderError(sheet, report.error);
  problems(sheet, report.problems);
  scores(sheet, report);
  if (first !== undefined) lostInFull(sheet, first);
  otherLost(sheet, others);
  unjudged(sheet, report.checks);
  met(sheet, report);
  advice(sheet, report);
  output(sheet, report, first);
  footer(sheet, report);
  return sheet.lines.join("\n");
}

/** Only what is wrong with the files: while someone types, the rest would be about nothing. */
export function renderProblems(report: Report, options: TerminalOptions): string {
  const sheet: Sheet = { ...options, paint: paintFor(options.colour), lines: [] };
  heading(sheet, report);
  problems(sheet, report.problems);
  return sheet.lines.join("\n");
}

function heading(sheet: Sheet, report: Report): void {
  const title = words(sheet, texts.lesson(report.lesson.number, report.lesson.title));
  const submission = escapeToLine(report.submission);
  const gap = sheet.columns - width(title) - width(submission);
  sheet.lines.push(
    gap >= 2
      ? sheet.paint.heading(title) + " ".repeat(gap) + sheet.paint.faint(submission)
      : `${sheet.paint.heading(title)}\n${sheet.paint.faint(cut(submission, sheet.columns))}`,
  );
}

function graderError(sheet: Sheet, error: Text): void {
  sheet.lines.push("");
  paragraph(sheet, "! ", words(sheet, error), sheet.paint.unclear);
  paragraph(sheet, "  ", say(texts.notYourFault, sheet.language));
}

function problems(sheet: Sheet, found: readonly Problem[]): void {
  if (found.length === 0) return;
  section(sheet, say(texts.filesProblem, sheet.language));
  for (const problem of found) {
    const place = [problem.file, ...(problem.line > 0 ? [problem.line, problem.column] : [])]
      .filter((part) => part !== "")
      .join(":");
    const mark = problem.kind === "type" ? "! " : "✗ ";
    const style = problem.kind === "type" ? sheet.paint.unclear : sheet.paint.bad;
    const message = words(sheet, problem.message);
    paragraph(sheet, mark, escapeToLine(place) === "" ? message : `${escapeToLine(place)}  ${message}`, style);
    // The compiler's own words are worth a look where they are not what was just said.
    if (problem.detail !== undefined && !message.includes(problem.detail)) {
      paragraph(sheet, "    ", escapeForTerminal(problem.detail), sheet.paint.faint);
    }
  }
}

function scores(sheet: Sheet, report: Report): void {
  const { paint, language } = sheet;
  sheet.lines.push("");
  if (report.status === "error") {
    sheet.lines.push(INDENT + paint.unclear(say(texts.notJudgedAtAll, language)));
    return;
  }
  const passed = report.status === "pass";
  const style = passed ? paint.good : paint.bad;
  const total = `${passed ? "✓" : "✗"} ${report.score}/${report.max}`;
  const comment = say(
    passed
      ? texts.passed(report.passMark)
      : texts.notPassed(Math.max(report.passMark - report.score, 1), report.passMark),
    language,
  );
  const columns = sheet.columns - width(total) - width(comment) - 8;
  const bar =
    columns >= 10 ? `${paintedBar(report.score, report.max, Math.min(columns, WIDEST_BAR), style, paint)}  ` : "";
  sheet.lines.push(`${INDENT}${style(paint.strong(total))}  ${bar}${comment}`);
  const dimensions = DIMENSIONS.flatMap((dimension) => {
    const points = report.dimensions[dimension];
    return points === undefined ? [] : [{ name: say(dimensionNames[dimension], language), ...points }];
  });
  const nameColumns = Math.max(0, ...dimensions.map(({ name }) => width(name)));
  for (const { name, score, max } of dimensions) {
    const points = padStart(`${score}/${max}`, 7);
    const full = score >= max;
    sheet.lines.push(
      `${INDENT}${INDENT}${padEnd(name, nameColumns)} ${full ? points : paint.strong(points)}  ${paintedBar(score, max, 10, full ? paint.good : paint.bad, paint)}`,
    );
  }
}

function paintedBar(
  score: number,
  max: number,
  columns: number,
  style: (text: string) => string,
  paint: Paint,
): string {
  const part = max > 0 ? score / max : 0;
  // Neither full nor empty unless it is.
  const filled = part <= 0 ? 0 : part >= 1 ? columns : Math.min(Math.max(Math.round(part * columns), 1), columns - 1);
  return style("█".repeat(filled)) + paint.faint("░".repeat(columns - filled));
}

function lostInFull(sheet: Sheet, check: CheckReport): void {
  const { paint, language } = sheet;
  sheet.lines.push("");
  criterionLine(sheet, check);
  const level = Math.min(Math.max(sheet.hintLevels?.[check.id] ?? 1, 1), check.hints.length);
  const hint = check.hints[level - 1];
  const labelled: [Text, Text | undefined, string][] = [
    [texts.expected, check.expected, ""],
    [texts.seen, check.seen, ""],
  ];
  for (const [label, text] of labelled) if (text !== undefined) field(sheet, say(label, language), words(sheet, text));
  if (check.frames.length > 0) {
    sheet.lines.push("", INDENT + paint.strong(cut(say(texts.onTheWire, language), sheet.columns - 2)));
    const shown = excerpt(check.frames, language);
    for (const line of frameLines(shown.frames, language, sheet.columns - 2, paint)) sheet.lines.push(INDENT + line);
    if (shown.leftOut !== undefined) sheet.lines.push(`${INDENT}  ${paint.faint(shown.leftOut)}`);
    sheet.lines.push("");
  }
  field(sheet, say(texts.why, language), words(sheet, check.why));
  if (hint !== undefined) {
    const text = words(sheet, hint);
    const count = say(texts.hintCount(level, check.hints.length), language);
    // Code ends its own line; a full-width bracket brings its own space.
    const separator = text.includes("\n") ? "\n" : count.startsWith("(") ? " " : "";
    field(sheet, say(texts.attempt, language), `${text}${separator}${count}`);
  }
}

function criterionLine(sheet: Sheet, check: CheckReport): void {
  const points = say(texts.points(check.points, check.max), sheet.language);
  const id = `${check.id} · ${say(dimensionNames[check.dimension], sheet.language)}`;
  const [first = "", ...more] = wrap(words(sheet, check.title), sheet.columns - width(points) - 4);
  const gap = " ".repeat(Math.max(2, sheet.columns - 2 - width(first) - width(points)));
  sheet.lines.push(`${sheet.paint.bad("✗")} ${sheet.paint.strong(first)}${gap}${sheet.paint.bad(points)}`);
  for (const line of more) sheet.lines.push(INDENT + sheet.paint.strong(line));
  sheet.lines.push(INDENT + sheet.paint.faint(cut(id, sheet.columns - 2)));
}

/** A label in a column of its own; under it where the terminal is narrow. */
function field(sheet: Sheet, label: string, text: string): void {
  const labelColumns =
    Math.max(
      ...[texts.expected, texts.seen, texts.why, texts.attempt].map((each) => width(say(each, sheet.language))),
    ) + 2;
  if (sheet.columns < 60) {
    sheet.lines.push(INDENT + sheet.paint.strong(label));
    for (const line of wrap(text, sheet.columns - 4)) sheet.lines.push(INDENT + INDENT + line);
    return;
  }
  for (const [index, line] of wrap(text, sheet.columns - labelColumns - 2).entries()) {
    sheet.lines.push(
      INDENT + (index === 0 ? sheet.paint.strong(padEnd(label, labelColumns)) : " ".repeat(labelColumns)) + line,
    );
  }
}

function otherLost(sheet: Sheet, checks: readonly CheckReport[]): void {
  if (checks.length === 0) return;
  section(sheet, say(texts.alsoLost, sheet.language));
  for (const check of checks) {
    paragraph(sheet, "✗ ", words(sheet, texts.titleAndPoints(check.title, check.points, check.max)), sheet.paint.bad);
  }
}

function unjudged(sheet: Sheet, all: readonly CheckReport[]): void {
  const checks = all.filter(
    (check) => check.status === "not-judged" || check.status === "skipped" || check.status === "error",
  );
  if (checks.length === 0) return;
  section(sheet, say(texts.notJudged, sheet.language));
  // One cause often takes away several criteria: it is said once, after all of them.
  const causes = new Map<string, CheckReport[]>();
  for (const check of checks) {
    const because = check.because === undefined ? "" : words(sheet, check.because);
    causes.set(because, [...(causes.get(because) ?? []), check]);
  }
  for (const [because, group] of causes) {
    for (const check of group) {
      paragraph(sheet, check.status === "error" ? "! " : "○ ", words(sheet, check.title), sheet.paint.unclear);
    }
    if (because !== "") paragraph(sheet, "    ", because, undefined, sheet.paint.faint);
    if (group.some(({ status }) => status === "error")) {
      paragraph(sheet, "    ", say(texts.notYourFault, sheet.language), undefined, sheet.paint.faint);
    }
  }
}

function met(sheet: Sheet, report: Report): void {
  const checks = report.checks.filter((check) => check.status === "pass");
  if (checks.length === 0) return;
  if (report.status !== "pass") {
    section(sheet, say(texts.metCount(checks.length, report.checks.length), sheet.language));
    return;
  }
  section(sheet, say(texts.metCriteria, sheet.language));
  for (const check of checks) paragraph(sheet, "✓ ", words(sheet, check.title), sheet.paint.good);
}

function advice(sheet: Sheet, report: Report): void {
  if (report.advice.length === 0) return;
  section(sheet, say(texts.advice, sheet.language));
  for (const { text } of report.advice) paragraph(sheet, "• ", words(sheet, text), sheet.paint.unclear);
}

function output(sheet: Sheet, report: Report, first: CheckReport | undefined): void {
  const lines = outputLines(report, first, sheet.language, sheet.columns - 2, sheet.paint);
  if (lines.length === 0) return;
  section(sheet, say(texts.output, sheet.language));
  for (const line of lines) sheet.lines.push(INDENT + line);
}

function footer(sheet: Sheet, report: Report): void {
  const seconds = (report.durationMs / 1000).toFixed(1);
  sheet.lines.push("");
  paragraph(
    sheet,
    "",
    escapeToLine(say(texts.footer(report.seed, report.broker, seconds, report.sandbox), sheet.language)),
    undefined,
    sheet.paint.faint,
  );
  if (sheet.repeatCommand !== undefined) {
    paragraph(
      sheet,
      "",
      say(texts.repeat(escapeToLine(sheet.repeatCommand)), sheet.language),
      undefined,
      sheet.paint.faint,
    );
  }
}

function section(sheet: Sheet, title: string): void {
  sheet.lines.push("", sheet.paint.heading(title));
}

/** Wrapped text with a mark before its first line. */
function paragraph(
  sheet: Sheet,
  mark: string,
  text: string,
  markStyle: (text: string) => string = (same) => same,
  style: (text: string) => string = (same) => same,
): void {
  const indent = " ".repeat(width(mark));
  for (const [index, line] of wrap(text, sheet.columns - width(mark)).entries()) {
    sheet.lines.push((index === 0 ? markStyle(mark) : indent) + style(line));
  }
}

/** What the submission put into a text may not act on the terminal. */
function words(sheet: Sheet, text: Text): string {
  return escapeForTerminal(say(text, sheet.language));
}
