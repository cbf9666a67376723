/** From outcomes of criteria to points: applies what depends on what, and sums up. Pure. */
import { PASS_MARK_POINTS, type Criterion, type Dimension, type Lesson } from "../lesson.ts";
import type { Text } from "../text.ts";
import type { CheckReport, FrameLine, Report } from "./report.ts";

/** What judging one criterion came to, before anything is counted. */
export type Outcome =
  | { readonly status: "pass" }
  | {
      readonly status: "fail";
      readonly expected: Text;
      readonly seen: Text;
      /** Scenario that shows it. */
      readonly scenario: string;
      readonly frames: readonly FrameLine[];
    }
  | { readonly status: "not-judged" | "skipped" | "error"; readonly because: Text };

/**
 * A row for each criterion, in the lesson's order. Where a criterion that it builds on (`after`) was lost, a fail becomes `not-judged`,
 * and what could not be judged says that: one root cause, one message. So does a pass that shows nothing without it (`worthlessWithout`).
 * @param outcomes one for each criterion; a criterion without one is an error, since nothing may pass for want of looking
 * @param missing what stands for hidden ones that no test of this copy judges
 */
export function checkReports(
  lesson: Lesson,
  outcomes: ReadonlyMap<string, Outcome>,
  missing?: Outcome,
): readonly CheckReport[] {
  const reports = new Map<string, CheckReport>();
  for (const criterion of lesson.criteria) {
    const elsewhere = criterion.visibility === "hidden" ? missing : undefined;
    const outcome = outcomes.get(criterion.id) ?? elsewhere ?? unheard(criterion);
    reports.set(criterion.id, checkReport(criterion, rooted(criterion, outcome, reports)));
  }
  return [...reports.values()];
}

function unheard(criterion: Criterion): Outcome {
  return {
    status: "error",
    because: {
      en: `No hidden test judged '${criterion.id}'. This is the grader's fault and costs no points.`,
      "zh-CN": `没有任何隐藏测试评判 '${criterion.id}'。这是评分程序的问题，不扣分。`,
    },
  };
}

function rooted(criterion: Criterion, outcome: Outcome, earlier: ReadonlyMap<string, CheckReport>): Outcome {
  for (const id of rootsOf(criterion, outcome)) {
    const root = earlier.get(id);
    if (root === undefined || (root.status !== "fail" && root.status !== "not-judged")) continue;
    return {
      status: "not-judged",
      because: {
        en: `it can't be seen until this holds: ${root.title.en}`,
        "zh-CN": `需要先满足：${root.title["zh-CN"]}`,
      },
    };
  }
  return outcome;
}

function rootsOf({ after = [], worthlessWithout = [] }: Criterion, outcome: Outcome): readonly string[] {
  // What could not be seen because of it would otherwise be explained once more, by what the scenario waited for.
  if (outcome.status === "fail" || outcome.status === "not-judged") return after;
  return outcome.status === "pass" ? worthlessWithout : [];
}

function checkReport(criterion: Criterion, outcome: Outcome): CheckReport {
  const { id, dimension, visibility = "public", title, why, hints } = criterion;
  return {
    id,
    dimension,
    visibility,
    status: outcome.status,
    points: outcome.status === "pass" ? criterion.points : 0,
    max: outcome.status === "skipped" ? 0 : criterion.points,
    title,
    ...(outcome.status === "fail"
      ? { expected: outcome.expected, seen: outcome.seen, scenario: outcome.scenario }
      : {}),
    ...("because" in outcome ? { because: outcome.because } : {}),
    why,
    hints,
    frames: outcome.status === "fail" ? outcome.frames : [],
  };
}

export interface Sums {
  readonly score: number;
  readonly max: number;
  readonly passMark: number;
  readonly status: Report["status"];
  readonly dimensions: Report["dimensions"];
}

/**
 * Points in all and by dimension. What was skipped counts neither way, and the pass mark shrinks with the maximum.
 * An error anywhere makes the whole an error, and so does a report in which nothing was looked at.
 */
export function sumUp(lesson: Lesson, checks: readonly CheckReport[]): Sums {
  const dimensions: Partial<Record<Dimension, { score: number; max: number }>> = {};
  for (const check of checks) {
    const sum = (dimensions[check.dimension] ??= { score: 0, max: 0 });
    sum.score += check.points;
    sum.max += check.max;
  }
  const score = checks.reduce((total, check) => total + check.points, 0);
  const max = checks.reduce((total, check) => total + check.max, 0);
  const whole = lesson.criteria.reduce((total, criterion) => total + criterion.points, 0);
  const passMark = Math.ceil((PASS_MARK_POINTS * max) / whole);
  const failed = checks.length === 0 || max === 0 || checks.some((check) => check.status === "error");
  return { score, max, passMark, status: failed ? "error" : score >= passMark ? "pass" : "fail", dimensions };
}
