/** What a verdict comes to, without its words: enough to hold two gradings of one submission against each other. Pure. */
import type { CheckReport, Report } from "../score/report.ts";

export interface CheckVerdict {
  readonly id: string;
  readonly status: CheckReport["status"];
  readonly points: number;
}

/** Plain data, so that it can be kept in a file. */
export interface KeptVerdict {
  readonly score: number;
  readonly checks: readonly CheckVerdict[];
  readonly advice: readonly string[];
  /** Why nothing was judged, in English; a verdict with an error is none. */
  readonly error?: string;
}

export function verdictOf(report: Report): KeptVerdict {
  const error = report.error?.en ?? report.checks.find(({ status }) => status === "error")?.because?.en;
  return {
    score: report.score,
    checks: report.checks.map(({ id, status, points }) => ({ id, status, points })),
    advice: report.advice.map(({ id }) => id),
    ...(error === undefined ? {} : { error }),
  };
}

/** What is not the same in two verdicts. */
export interface Difference {
  /** Id of a check; absent where it is an advice or an error. */
  readonly check?: string;
  /** `acks-once: pass 10 / fail 0` */
  readonly words: string;
}

/** What one of them had to skip can't be compared and is no difference. */
export function differencesOf(one: KeptVerdict, other: KeptVerdict): readonly Difference[] {
  const errors = [one, other].flatMap(({ error }) => (error === undefined ? [] : [{ words: `error: ${error}` }]));
  if (errors.length > 0) return errors;
  const ids = new Set([...one.checks, ...other.checks].map(({ id }) => id));
  const checks = [...ids].flatMap((id) => {
    const [before, now] = [one, other].map(({ checks: all }) => all.find((check) => check.id === id));
    if (before?.status === "skipped" || now?.status === "skipped") return [];
    if (before?.status === now?.status && before?.points === now?.points) return [];
    return [{ check: id, words: `${id}: ${inWords(before)} / ${inWords(now)}` }];
  });
  const advice = [
    ...one.advice
      .filter((id) => !other.advice.includes(id))
      .map((id) => ({ words: `advice ${id}: given / not given` })),
    ...other.advice
      .filter((id) => !one.advice.includes(id))
      .map((id) => ({ words: `advice ${id}: not given / given` })),
  ];
  // Advice is given on scenarios too: where one had to be skipped, its absence says nothing.
  const skipped = [one, other].some(({ checks: all }) => all.some(({ status }) => status === "skipped"));
  return skipped ? checks : [...checks, ...advice];
}

/** Ids of what could not be compared. */
export function skippedIn(verdict: KeptVerdict): readonly string[] {
  return verdict.checks.filter(({ status }) => status === "skipped").map(({ id }) => id);
}

function inWords(check: CheckVerdict | undefined): string {
  return check === undefined ? "–" : `${check.status} ${check.points}`;
}
