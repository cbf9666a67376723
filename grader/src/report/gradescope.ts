/**
 * Gradescope's results.json (https://gradescope-autograders.readthedocs.io/en/latest/specs/): a test for each criterion. What was
 * not judged has no status, since Gradescope knows only passed and failed.
 */
import type { CheckReport, Report } from "../score/report.ts";
import { say, type Language } from "../text.ts";
import { escapeJson, escapeForTerminal } from "./escape.ts";
import type { RenderOptions } from "./formats.ts";
import { texts } from "./texts.ts";
import { explanationOf, footerOf, problemLine } from "./words.ts";

export function renderGradescope(report: Report, { language }: RenderOptions): string {
  const results = {
    ...(report.status === "error" ? {} : { score: report.score }),
    execution_time: report.durationMs / 1000,
    // As text: nothing of it is taken for markup.
    output: summary(report, language),
    output_format: "text",
    test_output_format: "text",
    test_name_format: "text",
    visibility: "visible",
    stdout_visibility: "hidden",
    extra_data: {
      lesson: report.lesson.folder,
      seed: report.seed,
      broker: report.broker,
      sandbox: report.sandbox,
      dimensions: report.dimensions,
    },
    tests: report.checks.map((check, index) => ({
      number: String(index + 1),
      name: escapeForTerminal(say(check.title, language)),
      score: check.points,
      max_score: check.max,
      ...(check.status === "pass" ? { status: "passed" } : check.status === "fail" ? { status: "failed" } : {}),
      output: outputOf(check, language),
      tags: [check.id, check.dimension],
      visibility: "visible",
    })),
  };
  return `${escapeJson(JSON.stringify(results, undefined, 2))}\n`;
}

function outputOf(check: CheckReport, language: Language): string {
  return check.status === "error"
    ? `${explanationOf(check, language)}\n${say(texts.notYourFault, language)}`
    : explanationOf(check, language);
}

function summary(report: Report, language: Language): string {
  const lines = [
    say(texts.lesson(report.lesson.number, report.lesson.title), language),
    ...(report.error === undefined ? [] : [say(report.error, language), say(texts.notYourFault, language)]),
    ...report.problems.map((problem) => problemLine(problem, language)),
    ...report.advice.map(({ text }) => say(text, language)),
    footerOf(report, language),
  ];
  return lines.map(escapeForTerminal).join("\n");
}
