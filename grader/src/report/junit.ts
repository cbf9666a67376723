/**
 * JUnit XML, as CI systems read it: a suite for each dimension, a case for each criterion. A failure's sentence is its message and
 * stands in its body too, because some drop the attribute. What was not judged is skipped, an error of ours an error.
 */
import { DIMENSIONS } from "../lesson.ts";
import type { CheckReport, Report } from "../score/report.ts";
import { say } from "../text.ts";
import type { RenderOptions } from "./formats.ts";
import { explanationOf, footerOf, problemLine, reasonOf } from "./words.ts";

export function renderJunit(report: Report, { language }: RenderOptions): string {
  const suites = DIMENSIONS.flatMap((dimension) => {
    const checks = report.checks.filter((check) => check.dimension === dimension);
    return checks.length === 0 ? [] : [{ dimension, checks }];
  });
  // Without a program everything is skipped, which a CI system would show as if nothing were wrong.
  const broken = report.problems.filter(({ kind }) => kind !== "type");
  const ours = report.checks.some(({ status }) => status === "error") ? undefined : report.error;
  const problems = report.problems.map((problem) => problemLine(problem, language));
  const notes = [footerOf(report, language), ...problems, ...report.advice.map(({ text }) => say(text, language))];
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${attribute(`${report.lesson.folder}: ${report.submission}`)}" ${counts(report.checks, broken.length, ours === undefined ? 0 : 1)} time="${(report.durationMs / 1000).toFixed(3)}">`,
    ...suites.flatMap(({ dimension, checks }, index) => [
      `  <testsuite name="${attribute(`${report.lesson.folder}.${dimension}`)}" ${counts(checks)}>`,
      ...checks.flatMap((check) => testcase(report, check, language)),
      // What concerns all of them is said once.
      ...(index === 0 ? [`    <system-out>${content(notes.join("\n"))}</system-out>`] : []),
      "  </testsuite>",
    ]),
    ...(broken.length === 0 ? [] : [brokenFiles(broken.map((problem) => problemLine(problem, language)))]),
    ...(ours === undefined ? [] : [onlyError(say(ours, language))]),
    "</testsuites>",
  ];
  return `${lines.join("\n")}\n`;
}

function testcase(report: Report, check: CheckReport, language: RenderOptions["language"]): readonly string[] {
  const points = `${check.points}/${check.max}`;
  const head = `    <testcase name="${attribute(`${check.id}: ${say(check.title, language)} (${points})`)}" classname="${attribute(`${report.lesson.folder}.${check.dimension}`)}"`;
  const message = attribute(reasonOf(check, language));
  const body = content(`${reasonOf(check, language)}\n\n${explanationOf(check, language)}`.trim());
  switch (check.status) {
    case "pass":
      return [`${head}/>`];
    case "fail":
      return [
        `${head}>`,
        `      <failure message="${message}" type="${check.dimension}">${body}</failure>`,
        "    </testcase>",
      ];
    case "error":
      return [`${head}>`, `      <error message="${message}" type="grader">${body}</error>`, "    </testcase>"];
    case "not-judged":
    case "skipped":
      return [`${head}>`, `      <skipped message="${message}"/>`, "    </testcase>"];
  }
}

function onlyError(words: string): string {
  return `  <testsuite name="grader" tests="1" failures="0" errors="1" skipped="0">
    <testcase name="grading" classname="grader"><error message="${attribute(words)}" type="grader">${content(words)}</error></testcase>
  </testsuite>`;
}

function brokenFiles(problems: readonly string[]): string {
  const cases = problems.map(
    (words) =>
      `    <testcase name="${attribute(words)}" classname="files"><failure message="${attribute(words)}" type="files">${content(words)}</failure></testcase>\n`,
  );
  return `  <testsuite name="files" ${counts([], problems.length)}>\n${cases.join("")}  </testsuite>`;
}

function counts(checks: readonly CheckReport[], otherFailures = 0, otherErrors = 0): string {
  const count = (...statuses: readonly CheckReport["status"][]): number =>
    checks.filter(({ status }) => statuses.includes(status)).length;
  return `tests="${checks.length + otherFailures + otherErrors}" failures="${count("fail") + otherFailures}" errors="${count("error") + otherErrors}" skipped="${count("not-judged", "skipped")}"`;
}

// XML 1.0 has no way to write the other control characters, halves of surrogate pairs and the last two of each plane (section 2.2).
const IMPOSSIBLE =
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufdd0-\ufdef\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]|\p{Surrogate}/gu;

function content(text: string): string {
  return text
    .replace(IMPOSSIBLE, "\ufffd")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll("\r", "&#13;");
}

function attribute(text: string): string {
  return content(text).replaceAll('"', "&quot;").replaceAll("\t", "&#9;").replaceAll("\n", "&#10;");
}
