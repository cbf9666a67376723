/** Time, and the only timer of the process: it sleeps until the next deadline and then says what time it is. */
import type { Clock } from "../core/ports.ts";

/** setTimeout takes no more than this; a longer sleep is cut in pieces. */
const SLEEP_MAXIMUM_MS = 2_147_483_647;

/** Wakes once for the earliest of the times that were asked for; what is due next has to be asked for again. */
export interface Alarm {
  /** Wakes at that time, or earlier if that was asked for before. */
  wakeAt(atMs: number): void;
  stop(): void;
}

/** Where a broker's time comes from: the system's, or a test's that passes when the test says so. */
export interface Time extends Clock {
  alarm(wake: () => void): Alarm;
}

export const systemTime: Time = {
  now: () => Date.now(),
  alarm: (wake) => new Timer(systemTime, wake),
};

export class Timer implements Alarm {
  readonly #clock: Clock;
  readonly #wake: () => void;
  #timeout: NodeJS.Timeout | undefined;
  #dueAtMs = Infinity;

  constructor(clock: Clock, wake: () => void) {
    this.#clock = clock;
    this.#wake = wake;
  }

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
