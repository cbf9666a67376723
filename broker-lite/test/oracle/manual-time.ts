/** Time that passes when a scenario says so, and not otherwise: what is about time doesn't depend on how busy the machine is. */
import type { Alarm, Time } from "../../src/index.ts";

/** Any moment will do, if it is the same on every run. */
const START_MS = Date.UTC(2026, 0, 1);

export class ManualTime implements Time {
  #nowMs = START_MS;
  readonly #alarms = new Set<ManualAlarm>();

  now(): number {
    return this.#nowMs;
  }

  alarm(wake: () => void): Alarm {
    const alarm = new ManualAlarm(wake);
    this.#alarms.add(alarm);
    return alarm;
  }

  /** All that falls due meanwhile happens at its time, one after the other. */
  advance(milliseconds: number): void {
    const untilMs = this.#nowMs + milliseconds;
    for (let next = this.#earliest(); next !== undefined && next.dueAtMs <= untilMs; next = this.#earliest()) {
      this.#nowMs = Math.max(this.#nowMs, next.dueAtMs);
      next.ring();
    }
    this.#nowMs = untilMs;
  }

  #earliest(): ManualAlarm | undefined {
    return [...this.#alarms].toSorted((left, right) => left.dueAtMs - right.dueAtMs)[0];
  }
}

class ManualAlarm implements Alarm {
  dueAtMs = Infinity;
  readonly #wake: () => void;

  constructor(wake: () => void) {
    this.#wake = wake;
  }

  wakeAt(atMs: number): void {
    this.dueAtMs = Math.min(this.dueAtMs, atMs);
  }

  stop(): void {
    this.dueAtMs = Infinity;
  }

  ring(): void {
    this.dueAtMs = Infinity;
    this.#wake();
  }
}
