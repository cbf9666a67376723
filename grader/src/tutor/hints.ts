/** Which hint comes next. Pure. */
import type { CheckReport, Report } from "../score/report.ts";
import { type Language, say } from "../text.ts";
import { escapeForTerminal } from "../report/escape.ts";
import { wrap } from "../report/layout.ts";
import type { Paint } from "../report/paint.ts";
import type { HintLevels } from "./state.ts";
import { texts } from "./texts.ts";

export interface NextHint {
  readonly check: CheckReport;
  /** From 1 to 3; all up to it are shown. */
  readonly level: number;
}

/** The next hint for the first lost criterion; the last one again where all were seen. Undefined where nothing is lost. */
export function nextHint(report: Report, levels: HintLevels): NextHint | undefined {
  const check = report.checks.find(({ status }) => status === "fail");
  if (check === undefined) return undefined;
  return { check, level: Math.min((levels[check.id] ?? 0) + 1, check.hints.length) };
}

/** A verdict shows the question of the first lost criterion: it has been seen then. */
export function levelsAfterVerdict(report: Report, levels: HintLevels): HintLevels {
  const lost = report.checks.find(({ status }) => status === "fail");
  return lost === undefined || levels[lost.id] !== undefined ? levels : { ...levels, [lost.id]: 1 };
}

export function renderHint({ check, level }: NextHint, language: Language, columns: number, paint: Paint): string {
  const lines = wrap(escapeForTerminal(say(texts.hintFor(say(check.title, language)), language)), columns).map(
    paint.strong,
  );
  for (const [index, hint] of check.hints.slice(0, level).entries()) {
    const label = `${index + 1} · ${say(texts.hintLevel(index + 1), language)}`;
    const isNew = index === level - 1;
    lines.push("", isNew ? paint.strong(label) : paint.faint(label));
    for (const line of wrap(escapeForTerminal(say(hint, language)), columns - 2))
      lines.push(isNew ? `  ${line}` : paint.faint(`  ${line}`));
  }
  const left = check.hints.length - level;
  lines.push("", paint.faint(say(left > 0 ? texts.moreHints(left) : texts.lastHint, language)));
  return lines.join("\n");
}
