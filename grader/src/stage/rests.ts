/**
 * When a program had nothing to do: looks at it now and then while it runs. However late a look is on a machine with much to do, what it finds is no
 * matter of time: idle, and nothing of its on the way to us, is at rest.
 */
import type { Rest, WireEvent } from "../evidence/evidence.ts";
import { isIdle, TELLS_IDLE } from "./idle.ts";

const LOOK_EVERY_MS = 50;
/** What is shorter is not kept. */
const SHORTEST_REST_MS = 100;

export interface Resting {
  /** Of the scenario so far; grows. */
  readonly events: readonly WireEvent[];
  readonly label: string;
  /** Milliseconds of the scenario. */
  readonly now: () => number;
  /** For tests: whether it is idle now. */
  readonly isIdle?: () => boolean;
}

export class Rests {
  readonly #resting: Resting & { readonly isIdle: () => boolean };
  readonly #ended: Rest[] = [];
  /** Events that were looked at, and the number of the program's own last one among them; 0 for none. */
  #looked = 0;
  #lastEvent = 0;
  /** The first look of this rest, and the last one, that found it idle. */
  #sinceMs: number | undefined;
  #lastLookMs = 0;
  /** Up to a look after which nothing came that could have been on the way. */
  #knownMs = 0;

  constructor(resting: Resting, pid: number) {
    this.#resting = { isIdle: () => isIdle(pid), ...resting };
  }

  get all(): readonly Rest[] {
    return this.#knownMs < SHORTEST_REST_MS
      ? [...this.#ended]
      : [...this.#ended, { afterEvent: this.#lastEvent, ms: Math.round(this.#knownMs) }];
  }

  /** To be called when all that has come in has been read. */
  look(): void {
    const { events, label, now } = this.#resting;
    let lastEvent = this.#lastEvent;
    for (; this.#looked < events.length; this.#looked += 1)
      if (events[this.#looked]?.program === label) lastEvent = this.#looked + 1;
    const nowMs = now();
    if (lastEvent === this.#lastEvent && this.#sinceMs !== undefined) this.#knownMs = this.#lastLookMs - this.#sinceMs;
    const idle = this.#resting.isIdle();
    if (idle && lastEvent === this.#lastEvent && this.#sinceMs !== undefined) {
      this.#lastLookMs = nowMs;
      return;
    }
    this.#end();
    this.#lastEvent = lastEvent;
    if (!idle) return;
    this.#sinceMs = nowMs;
    this.#lastLookMs = nowMs;
  }

  #end(): void {
    this.#ended.splice(0, this.#ended.length, ...this.all);
    this.#sinceMs = undefined;
    this.#knownMs = 0;
  }
}

/** @returns what is known so far, undefined where the system does not tell; and what ends the looks */
export function watchRests(
  resting: Resting,
  pid: number | undefined,
): { readonly all: () => readonly Rest[] | undefined; readonly end: () => void } {
  if (pid === undefined || !TELLS_IDLE) return { all: () => undefined, end: () => undefined };
  const rests = new Rests(resting, pid);
  // After the sockets, of which every one that has something is read before.
  const timer = setInterval(() => setImmediate(() => rests.look()), LOOK_EVERY_MS);
  return { all: () => rests.all, end: () => clearInterval(timer) };
}
