/**
 * Markdown for the summary of a CI job: the points, the first lost criterion in full with its frames as a Mermaid sequence diagram,
 * the rest in a table. GitHub shows no more than 1 MiB; this stays far below.
 */
import { DIMENSIONS } from "../lesson.ts";
import type { CheckReport, FrameLine, Report } from "../score/report.ts";
import { say, type Language } from "../text.ts";
import { escapeForTerminal, escapeToLine } from "./escape.ts";
import { excerpt } from "./frames.ts";
import type { RenderOptions } from "./formats.ts";
import { sequenceOf } from "./sequence.ts";
import { dimensionNames, texts } from "./texts.ts";
import { footerOf, framesOf, problemLine } from "./words.ts";

const MARKS: Readonly<Record<CheckReport["status"], string>> = {
  pass: "✅",
  fail: "❌",
  "not-judged": "⚪",
  skipped: "⚪",
  error: "⚠️",
};
/** What one text may take: a submission's own words are no longer than a screen. */
const LONGEST_TEXT_CHARACTERS = 2000;

export function renderMarkdown(report: Report, { language }: RenderOptions): string {
  const first = report.checks.find(({ status }) => status === "fail");
  const parts = [
    `## ${marked(say(texts.lesson(report.lesson.number, report.lesson.title), language))}: ${result(report, language)}`,
    marked(report.submission),
    report.error === undefined ? "" : `> ${marked(say(report.error, language))}`,
    list(
      say(texts.filesProblem, language),
      report.problems.map((problem) => problemLine(problem, language)),
    ),
    dimensionsTable(report, language),
    first === undefined ? "" : lostInFull(report, first, language),
    checksTable(report, language),
    list(
      say(texts.advice, language),
      report.advice.map(({ text }) => say(text, language)),
    ),
    `<sub>${marked(footerOf(report, language))}</sub>`,
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function result(report: Report, language: Language): string {
  if (report.status === "error") return `⚠️ ${say(texts.notJudgedAtAll, language)}`;
  const passed = report.status === "pass";
  const missing = Math.max(report.passMark - report.score, 1);
  const comment = passed ? texts.passed(report.passMark) : texts.notPassed(missing, report.passMark);
  return `${passed ? "✅" : "❌"} ${report.score}/${report.max}, ${say(comment, language)}`;
}

function dimensionsTable(report: Report, language: Language): string {
  const found = DIMENSIONS.flatMap((dimension) => {
    const points = report.dimensions[dimension];
    return points === undefined ? [] : [{ name: say(dimensionNames[dimension], language), ...points }];
  });
  if (found.length === 0) return "";
  return table(
    found.map(({ name }) => name),
    [found.map(({ score, max }) => `${score}/${max}`)],
  );
}

function checksTable(report: Report, language: Language): string {
  const rows = report.checks.map((check) => [
    `${MARKS[check.status]} ${marked(say(check.title, language))}`,
    `${check.points}/${check.max}`,
    marked(say(check.because ?? check.seen ?? { en: "", "zh-CN": "" }, language)),
  ]);
  const head = [texts.criterion, texts.totalColumn, texts.seen].map((text) => say(text, language));
  return table(head, rows);
}

function lostInFull(report: Report, check: CheckReport, language: Language): string {
  const field = (label: string, words: string | undefined): string =>
    words === undefined ? "" : `**${label}**: ${marked(words)}`;
  const all = report.wire.find(({ scenario }) => scenario === check.scenario)?.frames ?? [];
  const parts = [
    `### ❌ ${marked(say(check.title, language))} (${say(texts.points(check.points, check.max), language)})`,
    field(say(texts.expected, language), check.expected?.[language]),
    field(say(texts.seen, language), check.seen?.[language]),
    check.frames.length === 0 ? "" : diagram(excerpt(check.frames, language).frames, all, language),
    check.frames.length === 0
      ? ""
      : `<details><summary>${say(texts.onTheWire, language)}</summary>\n\n${codeBlock(framesOf(check.frames, language))}\n\n</details>`,
    field(say(texts.why, language), say(check.why, language)),
    field(say(texts.attempt, language), say(check.hints[0], language)),
  ];
  return parts.filter((part) => part !== "").join("\n\n");
}

/** A Mermaid sequence diagram; what a submission chose is written in character codes, which Mermaid only shows. */
function diagram(frames: readonly FrameLine[], all: readonly FrameLine[], language: Language): string {
  const { lanes, messages } = sequenceOf(frames, all);
  const ids = new Map(lanes.map(({ id }, index) => [id, `lane${index}`]));
  const lines = lanes.map(({ id, label }) => `  participant ${ids.get(id)} as ${coded(label)}`);
  for (const { frame, from, to, label } of messages) {
    const [one, other] = [ids.get(from), ids.get(to)];
    const words = coded(frame.words === undefined ? label : say(frame.words, language));
    if (frame.direction === "itself") lines.push(`  Note over ${one}: ${words}`);
    else lines.push(`  ${one}->>${other}: ${words}`);
    if (frame.offending && frame.direction !== "itself") {
      lines.push(`  Note over ${one},${other}: ▶ ${coded(say(texts.lostHere, language))}`);
    }
  }
  return `\`\`\`mermaid\nsequenceDiagram\n${lines.join("\n")}\n\`\`\``;
}

function coded(text: string): string {
  const line = escapeToLine(text).slice(0, 200);
  return line.replace(/[^\p{L}\p{N} ._=,/()-]/gu, (character) => `#${character.codePointAt(0)};`) || "#32;";
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [row(head), row(head.map(() => "---")), ...rows.map(row)].join("\n");
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

function list(title: string, items: readonly string[]): string {
  return items.length === 0 ? "" : [`**${title}**`, "", ...items.map((item) => `- ${marked(item)}`)].join("\n");
}

/** Words as Markdown that means just these words: no markup, no link, no mention of anybody. */
function marked(words: string): string {
  const text = escapeForTerminal(words).slice(0, LONGEST_TEXT_CHARACTERS);
  return (
    text
      .replace(/[\\`*_[\]|~#!$]/g, String.raw`\$&`)
      .replaceAll("&", "&amp;")
      .replaceAll("<", "&lt;")
      .replaceAll(">", "&gt;")
      // A word joiner, which nobody sees, keeps addresses from becoming links and names from being called.
      .replaceAll("://", ":\u2060//")
      .replace(/www\./gi, "www\u2060.")
      .replaceAll("@", "@\u2060")
      .replaceAll("\n", "<br>")
  );
}

/** No line of what is in it can end the block. */
function codeBlock(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}text\n${text}\n${fence}`;
}
