/** Comma-separated values (RFC 4180): a row for each criterion, for spreadsheets. Nothing that a submission chose is taken for a formula. */
import type { Report } from "../score/report.ts";
import { say } from "../text.ts";
import type { RenderOptions } from "./formats.ts";
import { csvText } from "../csv.ts";
import { reasonOf } from "./words.ts";

/** Names, not words: programs look them up. */
const COLUMNS = [
  "submission",
  "lesson",
  "criterion",
  "dimension",
  "visibility",
  "status",
  "points",
  "max",
  "title",
  "reason",
];

/** Begins with the mark by which spreadsheets know UTF-8. */
export function renderCsv(report: Report, { language }: RenderOptions): string {
  const rows = report.checks.map((check) => [
    report.submission,
    report.lesson.folder,
    check.id,
    check.dimension,
    check.visibility,
    check.status,
    check.points,
    check.max,
    say(check.title, language),
    reasonOf(check, language),
  ]);
  const total = [report.submission, report.lesson.folder, "", "", "", report.status, report.score, report.max, "", ""];
  return `\ufeff${csvText([COLUMNS, ...rows, total])}`;
}
