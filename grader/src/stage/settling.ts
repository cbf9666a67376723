/** Waiting until a program has come to rest: nothing on the wire for a while, and nothing left for it to compute. */
import type { WireEvent } from "../evidence/evidence.ts";
import type { EventLog } from "../tap/event-log.ts";
import { DEADLINES } from "./deadlines.ts";
import { isIdle } from "./idle.ts";
import type { Watch } from "./watch.ts";

/** One that asks again and again whether there is a message is at rest all the same. */
const POLLING = new Set(["basic.get", "basic.get-empty"]);
/** So many looks in a row, with a pause between, must find it idle: it may rest for a moment in the middle of its work. */
const IDLE_LOOKS = 3;
const BETWEEN_LOOKS_MS = 20;

export interface Settling {
  readonly label: string;
  readonly pid: number | undefined;
  readonly startedAtMs: number;
  /** Taps delay each frame by up to this much. */
  readonly delayMaximumMs: number;
  readonly log: EventLog;
  readonly watch: Watch;
  readonly ended: () => boolean;
}

/** Resolves when it has settled, has ended, or does neither for so long that it never will. */
export async function untilSettled(settling: Settling): Promise<void> {
  const { label, pid, startedAtMs, delayMaximumMs, log, watch, ended } = settling;
  const quietMs = DEADLINES.settleMs + 2 * delayMaximumMs;
  const giveUpAtMs = log.now() + DEADLINES.settleAtMostMs + 10 * delayMaximumMs;
  let idleLooks = 0;
  while (!ended() && log.now() < giveUpAtMs) {
    const lastAtMs = log.events.findLast((event) => event.program === label && !isPolling(event))?.atMs ?? startedAtMs;
    const leftMs = lastAtMs + quietMs - log.now();
    if (leftMs > 0) idleLooks = 0;
    else if (isIdle(pid)) idleLooks += 1;
    else idleLooks = 0;
    if (idleLooks === IDLE_LOOKS) return;
    // Whatever happens meanwhile makes the next look a new one.
    // oxlint-disable-next-line no-await-in-loop
    await watch.pause(Math.min(Math.max(leftMs, BETWEEN_LOOKS_MS), giveUpAtMs - log.now()), ended);
  }
}

function isPolling(event: WireEvent): boolean {
  return event.kind === "method" && POLLING.has(event.method.name);
}
