/** Numbers what the taps of a scenario see, in the order in which they see it. */
import type { ConnectionEvent, MethodEvent, WireEvent } from "../evidence/evidence.ts";

/** Far more than any right program makes in a scenario; a program in a loop is cut off there, so that the record stays readable. */
const MAXIMUM_EVENTS = 20_000;

type WithoutNumber<T> = T extends WireEvent ? Omit<T, "number" | "atMs"> : never;

export class EventLog {
  readonly #events: WireEvent[] = [];
  readonly #startedAt = performance.now();
  readonly #listeners = new Set<() => void>();
  readonly #fullListeners = new Set<() => void>();
  #closed = false;

  get events(): readonly WireEvent[] {
    return this.#events;
  }

  get last(): number {
    return this.#events.length;
  }

  /** Whether so much was seen that no more is taken. */
  get full(): boolean {
    return this.#events.length >= MAXIMUM_EVENTS;
  }

  /** Milliseconds since the scenario began. */
  now(): number {
    return Math.round((performance.now() - this.#startedAt) * 10) / 10;
  }

  add(event: WithoutNumber<MethodEvent> | WithoutNumber<ConnectionEvent>): void {
    if (this.#closed || this.full) return;
    this.#events.push({ ...event, number: this.#events.length + 1, atMs: this.now() });
    for (const listener of this.#listeners) listener();
    if (this.full) for (const listener of this.#fullListeners) listener();
  }

  /** Calls back after every event. */
  listen(listener: () => void): void {
    this.#listeners.add(listener);
  }

  /** Calls back when so much was seen that no more is taken. */
  whenFull(listener: () => void): void {
    this.#fullListeners.add(listener);
  }

  /** Nothing is added from here on. */
  close(): void {
    this.#closed = true;
    this.#listeners.clear();
  }
}
