/** Mistakes × criteria as a table: which mistake costs what, and every cell that is not as declared. Makes text only. */
import type { Lesson } from "../lesson.ts";
import { padEnd, width } from "../report/layout.ts";
import type { Paint } from "../report/paint.ts";
import type { CheckReport } from "../score/report.ts";
import { type Language, say } from "../text.ts";
import type { Graded } from "./selftest.ts";
import { texts } from "./texts.ts";

const SIGNS = { pass: "·", fail: "✗", "not-judged": "○", skipped: "-", error: "!" } as const;

export function renderMatrix(lesson: Lesson, graded: readonly Graded[], language: Language, paint: Paint): string {
  const nameColumns = Math.max(...graded.map(({ name }) => width(name)), 8);
  const rows = graded.map((each) => {
    const cells = lesson.criteria.map(({ id }) => {
      const check = each.report.checks.find((candidate) => candidate.id === id);
      return padEnd(check === undefined ? "?" : sign(check, each, paint), 3);
    });
    const advice = each.report.advice.length > 0 ? " a" : "";
    const mark = each.findings.length === 0 ? paint.good("✓") : paint.bad("✗");
    return `${mark} ${padEnd(each.name, nameColumns)}  ${cells.join("")} ${each.report.score}${advice}`;
  });
  const numbers = lesson.criteria.map((_, index) => padEnd(String(index + 1), 3)).join("");
  const legend = lesson.criteria.map(({ id, points }, index) => `  ${String(index + 1).padStart(2)} ${id} (${points})`);
  return [
    paint.heading(say(texts.matrixTitle(lesson.number, lesson.title), language)),
    ...legend,
    `  ${" ".repeat(nameColumns)}  ${numbers}`,
    ...rows,
    paint.faint(say(texts.matrixLegend, language)),
  ].join("\n");
}

function sign(check: CheckReport, { kind, placed }: Graded, paint: Paint): string {
  const shown = SIGNS[check.status];
  // The starter may lose what it likes, as long as it stays under the pass mark.
  if (kind === "starter" || check.status === "skipped") return shown;
  const declared = placed?.mistake.loses.includes(check.id)
    ? "fail"
    : placed?.mistake.leavesUnjudged?.includes(check.id)
      ? "not-judged"
      : "pass";
  return declared === check.status ? shown : paint.bad(`${shown}!`);
}
