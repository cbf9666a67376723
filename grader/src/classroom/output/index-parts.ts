/** Parts of the page of a class that are about one lesson: the scores as a picture, the mistakes, and who lost what. */
import { LESSON_POINTS, PASS_MARK_POINTS, type Criterion } from "../../lesson.ts";
import type { Text } from "../../text.ts";
import type { GradebookRow } from "./gradebook.ts";
import { both, escapeHtml } from "../../report/html/escape.ts";
import { attribute, nameHtml } from "./html.ts";
import { recognise, type KnownMistake } from "./recognise.ts";
import { checkTexts, texts } from "./texts.ts";

const BIN_POINTS = 10;
const BINS = LESSON_POINTS / BIN_POINTS;

/** How many learners have how many points; the last bar has those with all of them as well. */
export function distributionSvg(rows: readonly GradebookRow[], lesson: number): string {
  const counts = Array.from({ length: BINS }, () => 0);
  for (const { judged } of rows) {
    if (judged?.percent === undefined) continue;
    const bin = Math.min(BINS - 1, Math.floor(judged.percent / BIN_POINTS));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  const most = Math.max(1, ...counts);
  const [width, height, left, bottom, top] = [640, 190, 8, 30, 22];
  const step = (width - 2 * left) / BINS;
  const x = (points: number): number => left + (points / BIN_POINTS) * step;
  const tall = (count: number): number => ((height - bottom - top) * count) / most;
  const bars = counts.map((count, bin) => {
    const y = height - bottom - tall(count);
    const passes = bin * BIN_POINTS >= PASS_MARK_POINTS;
    const bar = `<rect class="${passes ? "above" : "under"}" x="${round(x(bin * BIN_POINTS) + 3)}" y="${round(y)}" width="${round(step - 6)}" height="${round(tall(count))}" rx="2"/>`;
    return count === 0
      ? ""
      : `${bar}<text text-anchor="middle" x="${round(x(bin * BIN_POINTS) + step / 2)}" y="${round(y - 5)}">${count}</text>`;
  });
  const ticks = Array.from(
    { length: BINS + 1 },
    (_, tick) =>
      `<text class="soft" text-anchor="${tick === 0 ? "start" : tick === BINS ? "end" : "middle"}" x="${round(x(tick * BIN_POINTS))}" y="${height - bottom + 16}">${tick * BIN_POINTS}</text>`,
  );
  const mark = round(x(PASS_MARK_POINTS));
  const title = texts.distributionOf(lesson, PASS_MARK_POINTS);
  return `<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${attribute(title)}">
${bars.join("")}
<line class="axis" x1="${left}" y1="${height - bottom}" x2="${width - left}" y2="${height - bottom}"/>
<line class="mark-line" x1="${mark}" y1="4" x2="${mark}" y2="${height - bottom}"/>
<g class="mark-text">${svgText(texts.passMark(PASS_MARK_POINTS), mark - 6, 14)}</g>
${ticks.join("")}
</svg>`;
}

/** In a picture the reader's language is shown in the same way as everywhere else. */
function svgText(text: Text, x: number, y: number): string {
  const at = `text-anchor="end" x="${round(x)}" y="${y}"`;
  return `<text lang="en" ${at}>${escapeHtml(text.en)}</text><text lang="zh-CN" ${at}>${escapeHtml(text["zh-CN"])}</text>`;
}

interface Wrong {
  readonly heading: Text;
  readonly title: Text;
  readonly rows: readonly GradebookRow[];
}

/** The most frequent first: mistakes where they are recognised, and every criterion that somebody lost. */
export function wrongList(
  rows: readonly GradebookRow[],
  criteria: readonly Criterion[],
  known: readonly KnownMistake[],
): string {
  const judged = rows.filter((row) => row.judged !== undefined);
  const byMistake = new Map<KnownMistake, GradebookRow[]>();
  for (const row of judged) {
    if (row.judged === undefined) continue;
    for (const mistake of recognise(row.judged, known))
      byMistake.set(mistake, [...(byMistake.get(mistake) ?? []), row]);
  }
  const unnamed = criteria.map((criterion): Wrong => {
    const named = new Set([...byMistake].flatMap(([{ loses }, own]) => (loses.includes(criterion.id) ? own : [])));
    const others = judged.filter((row) => !named.has(row) && lost(row, criterion.id));
    return { heading: texts.lostCriterion, title: criterion.title, rows: others };
  });
  const wrongs = [
    ...[...byMistake].map(([{ title }, own]): Wrong => ({ heading: texts.looksLike, title, rows: own })),
    ...unnamed.filter(({ rows: own }) => own.length > 0),
  ].toSorted((one, other) => other.rows.length - one.rows.length);
  if (wrongs.length === 0) return `<p>${both(texts.nothingWrong)}</p>`;
  const items = wrongs.map(({ heading, title, rows: own }) => {
    const part = round((100 * own.length) / Math.max(1, judged.length));
    const names = own.map(({ learner }) => nameHtml(learner.name)).join(", ");
    return `<li><div><span class="count">${both(texts.ofAll(own.length, judged.length))}</span><span class="bar" aria-hidden="true"><i style="width:${part}%"></i></span></div>
<div><span class="looks"><span class="lost">${both(heading)}</span> ${both(title)}</span><span class="who">${names}</span></div></li>`;
  });
  return `<ul class="wrong">${items.join("\n")}</ul>`;
}

const CHECK_SIGNS = { pass: "✓", fail: "✗", "not-judged": "·", skipped: "○", error: "!" } as const;

/** A row for each learner, so that paper can break between them; a column for each criterion. */
export function heatMap(rows: readonly GradebookRow[], criteria: readonly Criterion[]): string {
  const judged = rows.filter((row) => row.judged !== undefined);
  const heads = criteria.map(
    ({ title }) => `<th class="criterion" scope="col" title="${attribute(title)}"><div>${both(title)}</div></th>`,
  );
  const sums = criteria.map(({ id }) => `<td>${judged.filter((row) => lost(row, id)).length}</td>`);
  const lines = judged.map((row) => {
    const cells = criteria.map(({ id, title }) => {
      const status = row.judged?.checks.find((check) => check.id === id)?.status ?? "not-judged";
      const hint = attribute({
        en: `${row.learner.name}: ${title.en}: ${checkTexts[status].en}`,
        "zh-CN": `${title["zh-CN"]}：${checkTexts[status]["zh-CN"]}`,
      });
      return `<td class="${status}" title="${hint}"><span role="img" aria-label="${attribute(checkTexts[status])}">${CHECK_SIGNS[status]}</span></td>`;
    });
    return `<tr><th scope="row" title="${escapeHtml(row.learner.id)}">${nameHtml(row.learner.name)}</th>${cells.join("")}</tr>`;
  });
  return `<div class="scroll" tabindex="0"><table class="heat"><thead><tr><th></th>${heads.join("")}</tr></thead>
<tbody><tr class="sum"><th scope="row">${both(texts.lostBy)}</th>${sums.join("")}</tr>
${lines.join("\n")}</tbody></table></div>`;
}

function lost(row: GradebookRow, criterion: string): boolean {
  return row.judged?.checks.some(({ id, status }) => id === criterion && status === "fail") ?? false;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
