/** Several Reports as a table: lessons × dimensions, what `npm test` ends with. */
import { DIMENSIONS, type Dimension } from "../lesson.ts";
import type { Report } from "../score/report.ts";
import { type Language, say } from "../text.ts";
import { cut, padEnd, padStart, width } from "./layout.ts";
import { paintFor } from "./paint.ts";
import { dimensionNames, texts } from "./texts.ts";

export interface TableOptions {
  readonly language: Language;
  readonly columns: number;
  readonly colour: boolean;
}

export function renderTable(reports: readonly Report[], { language, columns, colour }: TableOptions): string {
  const paint = paintFor(colour);
  const headers = [
    ...DIMENSIONS.map((dimension) => say(dimensionNames[dimension], language)),
    say(texts.totalColumn, language),
  ];
  const rows = reports.map((report) => ({
    name: `${report.lesson.number} ${say(report.lesson.title, language)}`,
    mark: report.status === "pass" ? paint.good("✓") : report.status === "fail" ? paint.bad("✗") : paint.unclear("!"),
    cells: [...DIMENSIONS.map((dimension) => points(report.dimensions[dimension])), points(report)],
  }));
  if (reports.length > 1) {
    rows.push({
      name: say(texts.allLessons, language),
      mark: " ",
      cells: [...DIMENSIONS.map((dimension) => points(sum(reports, dimension))), points(total(reports))],
    });
  }
  const cellColumns = headers.map((header, index) =>
    Math.max(width(header), ...rows.map(({ cells }) => width(cells[index] ?? ""))),
  );
  const room = columns - 4 - cellColumns.reduce((all, each) => all + each + 2, 0);
  // Too narrow for a table: a line for each lesson, and only what it has.
  if (room < 8) {
    return rows
      .map(
        ({ name, mark, cells }) =>
          `${mark} ${padEnd(cut(name, columns - 12), columns - 12)} ${padStart(cells.at(-1) ?? "", 8)}`,
      )
      .join("\n");
  }
  const nameColumns = Math.min(
    room,
    Math.max(width(say(texts.lessonColumn, language)), ...rows.map(({ name }) => width(name))),
  );
  const line = (mark: string, name: string, cells: readonly string[]): string =>
    `${mark} ${padEnd(cut(name, nameColumns), nameColumns)}${cells.map((cell, index) => `  ${padStart(cell, cellColumns[index] ?? 0)}`).join("")}`;
  return [
    paint.faint(line(" ", say(texts.lessonColumn, language), headers)),
    ...rows.map(({ mark, name, cells }) => line(mark, name, cells)),
  ].join("\n");
}

type Points = { readonly score: number; readonly max: number };

function points(value: Points | undefined): string {
  return value === undefined || value.max === 0 ? "–" : `${value.score}/${value.max}`;
}

function sum(reports: readonly Report[], dimension: Dimension): Points {
  return total(reports.flatMap((report) => report.dimensions[dimension] ?? []));
}

function total(all: readonly Points[]): Points {
  return all.reduce((so, each) => ({ score: so.score + each.score, max: so.max + each.max }), { score: 0, max: 0 });
}
