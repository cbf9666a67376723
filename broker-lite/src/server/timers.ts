/** The only timer of the process: sleeps until the next deadline and then says what time it is. */
import type { Clock } from "../core/ports.ts";

/** setTimeout takes no more than this; a longer sleep is cut in pieces. */
const SLEEP_MAXIMUM_MS = 2_147_483_647;

export const systemClock: Clock = { now: () => Date.now() };

export class Timer {
  readonly #clock: Clock;
  readonly #wake: () => void;
  #timeout: NodeJS.Timeout | undefined;
  #dueAtMs = Infinity;

  /** @param wake is called when a time that was asked for has come; what is due next has to be asked for again. */
  constructor(clock: Clock, wake: () => void) {
    this.#clock = clock;
    this.#wake = wake;
  }

  /** Wakes at that time, or earlier if that was asked for before. */
  wakeAt(atMs: number): void {
    if (atMs >= this.#dueAtMs) return;
    clearTimeout(this.#timeout);
    this.#dueAtMs = atMs;
    const sleepMs = Math.min(SLEEP_MAXIMUM_MS, Math.max(0, atMs - this.#clock.now()));
    this.#timeout = setTimeout(() => {
      this.#dueAtMs = Infinity;
      this.#wake();
    }, sleepMs);
  }

  stop(): void {
    clearTimeout(this.#timeout);
    this.#dueAtMs = Infinity;
  }
}
