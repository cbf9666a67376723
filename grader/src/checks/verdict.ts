/** What a check concludes from evidence. Pure. Points are given elsewhere (score/). */
import type { Text } from "../text.ts";

export type Verdict = Pass | Fail | NotJudged;

export interface Pass {
  readonly status: "pass";
}

export interface Fail {
  readonly status: "fail";
  /** What a right program does here: "basic.ack after the work". */
  readonly expected: Text;
  /** What this one did, with its own values: "basic.ack for 'x…' came before its work ended". */
  readonly seen: Text;
  /** Numbers of the events that show it, the offending one first. */
  readonly events: readonly number[];
  /** Scenario that the events are of, where a criterion looks at several; the first unless said. */
  readonly scenario?: string;
}

/** The evidence does not reach so far: an earlier failure took away what would have been looked at. */
export interface NotJudged {
  readonly status: "not-judged";
  readonly because: Text;
}

export function pass(): Pass {
  return { status: "pass" };
}

export function fail(details: { expected: Text; seen: Text; events?: readonly number[]; scenario?: string }): Fail {
  const { expected, seen, events = [], scenario } = details;
  return { status: "fail", expected, seen, events, ...(scenario === undefined ? {} : { scenario }) };
}

export function notJudged(because: Text): NotJudged {
  return { status: "not-judged", because };
}
