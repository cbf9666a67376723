/** The page of a class: one file that needs nothing else, with a table that sorts, the scores and mistakes of each lesson, and who was not judged. */
import type { CourseLesson } from "../../course/course.ts";
import type { Language } from "../../text.ts";
import { NOT_JUDGED, type GradebookRow } from "./gradebook.ts";
import { both, escapeHtml } from "../../report/html/escape.ts";
import { nameHtml } from "./html.ts";
import { distributionSvg, heatMap, wrongList } from "./index-parts.ts";
import { SCRIPT, STYLE } from "./index-style.ts";
import type { KnownMistake } from "./recognise.ts";
import { byLearner, hasReport, lessonsOf } from "./tables.ts";
import { STATUS_SIGNS, statusTexts, texts } from "./texts.ts";

export interface IndexPage {
  /** Of the folder that was handed in. */
  readonly name: string;
  readonly rows: readonly GradebookRow[];
  /** By the lesson's folder name. */
  readonly mistakes: ReadonlyMap<string, readonly KnownMistake[]>;
  /** Shown first; a button shows the other. */
  readonly language: Language;
}

export function indexPage({ name, rows, mistakes, language }: IndexPage): string {
  const title = texts.title(name);
  const lessons = lessonsOf(rows);
  const sections = lessons.map((lesson) => {
    const own = rows.filter((row) => row.lesson === lesson);
    return lessonSection(lesson, own, mistakes.get(lesson.lesson.folder) ?? []);
  });
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<title>${escapeHtml(title[language])}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<header><h1>${both(title)}</h1><button class="language" type="button">${both(texts.languageSwitch)}</button></header>
${figures(rows)}
${attention(rows)}
<h2>${both(texts.everybody)}</h2>
<p class="how sort-how">${both(texts.sortHow)}</p>
${everybody(rows, lessons)}
${sameFiles(rows)}
${sections.join("\n")}
</main>
<script>${SCRIPT}</script>
</body>
</html>
`;
}

function figures(rows: readonly GradebookRow[]): string {
  const count = (wanted: (row: GradebookRow) => boolean): number => rows.filter(wanted).length;
  const percents = rows.flatMap(({ judged }) => (judged?.percent === undefined ? [] : [judged.percent]));
  const average =
    percents.length === 0
      ? "–"
      : String(Math.round((10 * percents.reduce((sum, each) => sum + each, 0)) / percents.length) / 10);
  const items = [
    [byLearner(rows).length, texts.learners],
    [count(({ status }) => status === "pass"), texts.passed],
    [count(({ status }) => status === "fail"), texts.below],
    [average, texts.average],
    [count(({ status }) => NOT_JUDGED.has(status)), texts.notJudged],
    [count(({ status }) => status === "missing"), texts.absent],
  ] as const;
  return `<ul class="figures">${items.map(([value, text]) => `<li><b>${value}</b>${both(text)}</li>`).join("")}</ul>`;
}

/** Who needs the teacher: said before everything else, with the reason. */
function attention(rows: readonly GradebookRow[]): string {
  const own = rows.filter(({ status }) => NOT_JUDGED.has(status));
  if (own.length === 0) return "";
  const lines = own.map(
    ({ learner, lesson, status, reason }) =>
      `<tr><td class="who">${nameHtml(learner.name)}</td><td class="state">${both(texts.lessonShort(lesson.lesson.number))}</td><td><span class="mark ${status}">${STATUS_SIGNS[status]} ${both(statusTexts[status])}</span></td><td class="lost">${reason === undefined ? "" : both(reason)}</td></tr>`,
  );
  return `<h2>${both(texts.attention)}</h2>
<div class="scroll" tabindex="0"><table><thead><tr><th>${both(texts.name)}</th><th></th><th>${both(texts.state)}</th><th>${both(texts.reason)}</th></tr></thead>
<tbody>${lines.join("\n")}</tbody></table></div>`;
}

function everybody(rows: readonly GradebookRow[], lessons: readonly CourseLesson[]): string {
  const single = lessons.length === 1;
  const named = rows.some(({ learner }) => learner.name !== learner.id);
  const heads = [
    `<th scope="col" aria-sort="ascending">${sorter(both(texts.id))}</th>`,
    ...(named ? [`<th scope="col">${sorter(both(texts.name))}</th>`] : []),
    ...lessons.map(
      ({ lesson }) =>
        `<th scope="col" class="number">${sorter(both(single ? texts.score : texts.lessonShort(lesson.number)))}</th>`,
    ),
    ...(single
      ? [`<th scope="col">${sorter(both(texts.state))}</th>`, `<th scope="col">${both(texts.lostColumn)}</th>`]
      : []),
  ];
  const lines = byLearner(rows).map(({ learner, own }) => {
    const cells = lessons.map((lesson) => scoreCell(own.find((row) => row.lesson === lesson)));
    const [only] = own;
    const more = single && only !== undefined ? stateCells(only) : "";
    return `<tr><td class="id">${nameHtml(learner.id)}</td>${named ? `<td class="who">${nameHtml(learner.name)}</td>` : ""}${cells.join("")}${more}</tr>`;
  });
  return `<div class="scroll" tabindex="0"><table class="everybody" data-sortable><thead><tr>${heads.join("")}</tr></thead>
<tbody>${lines.join("\n")}</tbody></table></div>`;
}

function sorter(label: string): string {
  // Browsers leave real buttons out where a heading is repeated on paper.
  return `<span class="sorter" role="button" tabindex="0">${label}</span>`;
}

function scoreCell(row: GradebookRow | undefined): string {
  if (row === undefined) return `<td class="number" data-value=""></td>`;
  const { judged, status } = row;
  const words =
    judged === undefined
      ? STATUS_SIGNS[status]
      : `${judged.score}${judged.max === 100 ? "" : `/${judged.max}`} ${STATUS_SIGNS[status]}`;
  const mark = `<span class="mark ${status}">${words}</span>`;
  const link = hasReport(row) ? `<a href="${address(row)}">${mark}</a>` : mark;
  return `<td class="number" data-value="${judged?.percent ?? ""}">${link}</td>`;
}

function stateCells({ status, judged, lesson }: GradebookRow): string {
  const lost = (judged?.checks ?? []).flatMap((check) => (check.status === "fail" ? [check.id] : []));
  const titles = lesson.lesson.criteria.filter(({ id }) => lost.includes(id)).map(({ title }) => `✗ ${both(title)}`);
  return `<td class="state" data-value="${status}">${both(statusTexts[status])}</td><td class="lost">${titles.join("<br>")}</td>`;
}

/** Names of folders are parts of an address here. */
function address({ reportFile }: GradebookRow): string {
  return escapeHtml(`learners/${reportFile.split("/").map(encodeURIComponent).join("/")}.html`);
}

function sameFiles(rows: readonly GradebookRow[]): string {
  const groups = new Map<string, GradebookRow[]>();
  for (const row of rows) if (row.key !== undefined) groups.set(row.key, [...(groups.get(row.key) ?? []), row]);
  const same = [...groups.values()].filter((group) => group.length > 1);
  if (same.length === 0) return "";
  const items = same.map(([first, ...others]) =>
    first === undefined
      ? ""
      : `<li>${both(texts.lessonShort(first.lesson.lesson.number))}: ${[first, ...others].map(({ learner }) => nameHtml(learner.name)).join(", ")}</li>`,
  );
  return `<h2>${both(texts.sameFiles)}</h2><p class="how">${both(texts.sameFilesHow)}</p><ul>${items.join("")}</ul>`;
}

function lessonSection(
  { lesson }: CourseLesson,
  rows: readonly GradebookRow[],
  known: readonly KnownMistake[],
): string {
  if (!rows.some(({ judged }) => judged !== undefined)) return "";
  return `<section><h2>${both(texts.lesson(lesson.number, lesson.title))}</h2>
<h3>${both(texts.distribution)}</h3>
${distributionSvg(rows, lesson.number)}
<h3>${both(texts.wrong)}</h3>
${wrongList(rows, lesson.criteria, known)}
<h3>${both(texts.heatMap)}</h3>
<p class="how">${both(texts.heatMapHow)}</p>
${heatMap(rows, lesson.criteria)}</section>`;
}
