/**
 * One report as a page by itself: no request to anywhere, no script. Both languages are in it; two buttons, which need no script
 * either, choose which is shown.
 */
import { DIMENSIONS } from "../../lesson.ts";
import type { CheckReport, ProgramReport, Report } from "../../score/report.ts";
import { say, verbatim, type Text } from "../../text.ts";
import type { RenderOptions } from "../formats.ts";
import { excerpt } from "../frames.ts";
import { counterpart } from "./counterpart.ts";
import { exitText } from "../output.ts";
import { dimensionNames, texts } from "../texts.ts";
import { problemLine } from "../words.ts";
import { sequenceSvg } from "./diagram.ts";
import { both, escapeHtml, escapeHtmlLine } from "./escape.ts";
import { STYLE } from "./style.ts";

/** Nothing from elsewhere, and nothing that runs. */
const CONTENT_SECURITY_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

export function renderHtml(report: Report, options: RenderOptions): string {
  const { language } = options;
  const title = say(texts.lesson(report.lesson.number, report.lesson.title), language);
  const lost = report.checks.filter(({ status }) => status === "fail");
  const parts = [
    languages(language),
    `<h1>${both(texts.lesson(report.lesson.number, report.lesson.title))}</h1>`,
    `<p class="quiet"><bdi>${escapeHtmlLine(report.submission)}</bdi></p>`,
    result(report),
    ...(report.error === undefined
      ? []
      : [`<p class="unclear">⚠ ${both(report.error)} ${both(texts.notYourFault)}</p>`]),
    problems(report),
    dimensions(report),
    ...(lost.length === 0
      ? []
      : [`<h2>${both(texts.lost)}</h2>`, ...lost.map((check) => lostCriterion(report, check, options))]),
    section(texts.notJudged, criteria(report.checks.filter(({ status }) => status !== "pass" && status !== "fail"))),
    section(texts.metCriteria, criteria(report.checks.filter(({ status }) => status === "pass"))),
    section(texts.advice, list(report.advice.map(({ text }) => both(text)))),
    section(texts.output, report.programs.map((one) => program(one, report)).join("")),
    section(texts.allFrames, report.wire.map(frames).join("")),
    `<p class="quiet">${both(texts.footer(report.seed, report.broker, (report.durationMs / 1000).toFixed(1), report.sandbox))}</p>`,
  ];
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${CONTENT_SECURITY_POLICY}">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
<title>${escapeHtmlLine(`${title} · ${report.submission}`)}</title>
<style>${STYLE}</style>
</head>
<body>
${parts.filter((part) => part !== "").join("\n")}
</body>
</html>
`;
}

function languages(chosen: RenderOptions["language"]): string {
  const button = (id: string, language: RenderOptions["language"], name: string): string =>
    `<label lang="${language}"><input type="radio" name="language" id="${id}"${language === chosen ? " checked" : ""}> ${name}</label>`;
  return `<fieldset class="languages"><legend>${both(texts.language)}</legend>${button("en", "en", "English")}${button("zh", "zh-CN", "中文")}</fieldset>`;
}

function result(report: Report): string {
  if (report.status === "error") return `<p class="score unclear">⚠ ${both(texts.notJudgedAtAll)}</p>`;
  const passed = report.status === "pass";
  const comment = passed
    ? texts.passed(report.passMark)
    : texts.notPassed(Math.max(report.passMark - report.score, 1), report.passMark);
  return `<p class="score ${passed ? "good" : "bad"}">${passed ? "✓" : "✗"} ${report.score}/${report.max} <small>${both(comment)}</small></p>`;
}

function problems(report: Report): string {
  const items = report.problems.map(
    (problem) =>
      `${both({ en: problemLine(problem, "en"), "zh-CN": problemLine(problem, "zh-CN") })}${problem.detail === undefined ? "" : `<pre class="wrap">${escapeHtml(problem.detail)}</pre>`}`,
  );
  return section(texts.filesProblem, list(items));
}

function dimensions(report: Report): string {
  const rows = DIMENSIONS.flatMap((dimension) => {
    const points = report.dimensions[dimension];
    if (points === undefined) return [];
    const { score, max } = points;
    return [
      `<dt>${both(dimensionNames[dimension])}</dt><dd class="points">${score}/${max}</dd><dd><meter min="0" max="${Math.max(max, 1)}" value="${score}">${score}/${max}</meter></dd>`,
    ];
  });
  return rows.length === 0 ? "" : `<dl class="dimensions">${rows.join("")}</dl>`;
}

function lostCriterion(report: Report, check: CheckReport, { solution }: RenderOptions): string {
  const fields: readonly (readonly [Text, Text | undefined])[] = [
    [texts.expected, check.expected],
    [texts.seen, check.seen],
    [texts.why, check.why],
  ];
  const told = fields.flatMap(([label, text]) =>
    text === undefined ? [] : [`<dt>${both(label)}</dt><dd>${both(text)}</dd>`],
  );
  const hints = check.hints.map((hint) => `<li>${hintHtml(hint)}</li>`).join("");
  return `<article id="${escapeHtmlLine(check.id)}">
<header><h3><span class="bad">✗</span> ${both(check.title)}</h3><span class="points bad">${both(texts.points(check.points, check.max))}</span></header>
<p class="quiet"><code>${escapeHtmlLine(check.id)}</code> · ${both(dimensionNames[check.dimension])}</p>
<dl>${told.join("")}</dl>
${sides(report, check, solution)}
<details><summary>${both(texts.hints)}</summary><ol>${hints}</ol></details>
</article>`;
}

/** Ours may be code in several lines. */
function hintHtml(hint: Text): string {
  return hint.en.includes("\n") ? `<pre class="wrap">${both(hint)}</pre>` : both(hint);
}

function sides(report: Report, check: CheckReport, solution: Report | undefined): string {
  if (check.frames.length === 0) return "";
  const all = framesOf(report, check);
  const mine = excerpt(check.frames, "en").frames;
  const other = solution === undefined ? [] : counterpart(mine, framesOf(solution, check));
  const figures = [figure(texts.yours, sequenceSvg(mine, all, say(texts.yours, "en")))];
  if (solution !== undefined && other.length > 0)
    figures.push(figure(texts.solutions, sequenceSvg(other, framesOf(solution, check), say(texts.solutions, "en"))));
  return `<div class="sides">${figures.join("")}</div>`;
}

function figure(caption: Text, svg: string): string {
  return `<figure><figcaption>${both(caption)}</figcaption><div class="scroll" tabindex="0">${svg}</div></figure>`;
}

function framesOf(report: Report, check: CheckReport): Report["wire"][number]["frames"] {
  return report.wire.find(({ scenario }) => scenario === check.scenario)?.frames ?? [];
}

const MARKS: Readonly<Record<CheckReport["status"], string>> = {
  pass: '<span class="good">✓</span>',
  fail: '<span class="bad">✗</span>',
  "not-judged": '<span class="unclear">○</span>',
  skipped: '<span class="unclear">○</span>',
  error: '<span class="unclear">⚠</span>',
};

function criteria(checks: readonly CheckReport[]): string {
  if (checks.length === 0) return "";
  const rows = checks.map(({ status, title, points, max, because }) => {
    const reason = because === undefined ? "" : `<span class="quiet">${both(because)}</span>`;
    return `<li>${MARKS[status]} <span>${both(title)}</span> <span class="points">${points}/${max}</span>${reason}</li>`;
  });
  return `<ul class="criteria">${rows.join("")}</ul>`;
}

function program(
  { label, scenario, arguments: given, stdout, stderr, ...ended }: ProgramReport,
  { wire }: Report,
): string {
  const title = wire.find((one) => one.scenario === scenario)?.title ?? verbatim(scenario);
  const command = [label, ...given].join(" ");
  const exit = exitText(ended);
  const streams = [stdout, stderr].filter((words) => words !== "");
  const printed = streams.length === 0 ? both(texts.nothingPrinted) : escapeHtml(streams.join("\n").trimEnd());
  return `<details><summary>${escapeHtmlLine(command)} <span class="quiet">${both(title)}${exit === undefined ? "" : ` · ${both(exit)}`}</span></summary><pre class="wrap">${printed}</pre></details>`;
}

const ARROWS = { "to-broker": "→", "to-program": "←", itself: "·" } as const;

function frames({ title, frames: all }: Report["wire"][number]): string {
  const rows = all.map(
    ({ number, atMs, program: label, direction, line, words, offending }) =>
      `<tr${offending ? ' class="offending"' : ""}><td>${offending ? "▶ " : ""}#${number}</td><td>${Math.round(atMs)} ms</td><td>${escapeHtmlLine(label)} ${ARROWS[direction]}</td><td>${words === undefined ? escapeHtmlLine(line) : both(words)}</td></tr>`,
  );
  const content =
    rows.length === 0 ? both(texts.wireEmpty) : `<div class="scroll"><table>${rows.join("")}</table></div>`;
  return `<details><summary>${both(title)}</summary>${content}</details>`;
}

function section(title: Text, content: string): string {
  return content === "" ? "" : `<h2>${both(title)}</h2>\n${content}`;
}

function list(items: readonly string[]): string {
  return items.length === 0 ? "" : `<ul>${items.map((item) => `<li>${item}</li>`).join("")}</ul>`;
}
