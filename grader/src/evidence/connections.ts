/** The connections of programs: how far they came, how they ended, and what the broker complained of. Pure. */
import type { Evidence } from "./evidence.ts";
import { belongsTo, type Selection } from "./methods.ts";

export interface Connection {
  readonly program: string;
  readonly connection: number;
  /** The TCP connection was made. */
  readonly openedBy: number;
  /** connection.open-ok: user, password and vhost were accepted. */
  readonly acceptedBy?: number;
  readonly vhost?: string;
  readonly channelsOpened: number;
  /**
   * `orderly`: the program sent connection.close first. `refused`: the broker sent connection.close. `cut`: the grader did it.
   * `unclean`: the program's socket ended without a word. `lost`: the broker's did. `open`: still open when the scenario ended.
   */
  readonly end: "orderly" | "refused" | "cut" | "unclean" | "lost" | "open";
  readonly endedBy?: number;
}

export interface BrokerError {
  readonly event: number;
  readonly atMs: number;
  readonly program: string;
  readonly connection: number;
  readonly scope: "channel" | "connection";
  readonly replyCode: number;
  /** The broker's own words: `PRECONDITION_FAILED - unknown delivery tag 1`. */
  readonly replyText: string;
}

/** Reply code of a broker that shuts down in good order: nothing that a program did wrong. */
const CONNECTION_FORCED = 320;
const REPLY_SUCCESS = 200;

export function connections(evidence: Evidence, selection: Selection = {}): readonly Connection[] {
  const made = new Map<string, { -readonly [K in keyof Connection]: Connection[K] }>();
  for (const event of evidence.events) {
    const key = `${event.program}\n${event.connection}`;
    const known = made.get(key);
    if (event.kind === "opened") {
      made.set(key, {
        program: event.program,
        connection: event.connection,
        openedBy: event.number,
        channelsOpened: 0,
        end: "open",
      });
      continue;
    }
    if (known === undefined) continue;
    if (event.kind === "method") {
      const { method } = event;
      if (method.name === "connection.open") known.vhost = method.fields.virtualHost;
      else if (method.name === "connection.open-ok") known.acceptedBy = event.number;
      else if (method.name === "channel.open") known.channelsOpened += 1;
      else if (method.name === "connection.close" && known.endedBy === undefined) {
        known.end = event.direction === "to-broker" ? "orderly" : "refused";
        known.endedBy = event.number;
      }
    } else if (event.kind !== "malformed" && known.endedBy === undefined) {
      known.end = event.kind === "cut-by-grader" ? "cut" : event.kind === "closed-by-broker" ? "lost" : "unclean";
      known.endedBy = event.number;
    }
  }
  return [...made.values()].filter(belongsTo(evidence, selection));
}

/**
 * Every channel.close and connection.close with which the broker refused something, in order. A shutdown (320) and a close without
 * an error are left out.
 */
export function brokerErrors(evidence: Evidence, selection: Selection = {}): readonly BrokerError[] {
  const belongs = belongsTo(evidence, selection);
  return evidence.events.flatMap((event): BrokerError[] => {
    if (event.kind !== "method" || event.direction !== "to-program" || !belongs(event)) return [];
    const { method } = event;
    if (method.name !== "channel.close" && method.name !== "connection.close") return [];
    const { replyCode, replyText } = method.fields;
    if (replyCode === CONNECTION_FORCED || replyCode === REPLY_SUCCESS) return [];
    const scope = method.name === "channel.close" ? "channel" : "connection";
    const { number, atMs, program, connection } = event;
    return [{ event: number, atMs, program, connection, scope, replyCode, replyText }];
  });
}
