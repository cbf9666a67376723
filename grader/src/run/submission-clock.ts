/** How long the programs of a submission may run together: counts while any of its scenarios does. */
import { TimeLimit } from "./time-limit.ts";

/** A scenario, as far as the clock goes. */
interface Runs {
  exceed(limit: "submissionSeconds"): void;
}

export class SubmissionClock {
  readonly #running = new Set<Runs>();
  #leftMs: number;
  #limit: TimeLimit | undefined;
  #since = 0;

  constructor(seconds: number) {
    this.#leftMs = seconds * 1000;
  }

  /** Told at once where nothing is left. */
  enter(scenario: Runs): void {
    this.#running.add(scenario);
    if (this.#leftMs <= 0) return scenario.exceed("submissionSeconds");
    if (this.#limit !== undefined) return;
    this.#since = performance.now();
    this.#limit = new TimeLimit(this.#leftMs);
    this.#limit.signal.addEventListener("abort", () => this.#over(), { once: true });
  }

  leave(scenario: Runs): void {
    this.#running.delete(scenario);
    if (this.#running.size > 0 || this.#limit === undefined) return;
    this.#limit.end();
    this.#limit = undefined;
    this.#leftMs -= performance.now() - this.#since;
  }

  #over(): void {
    this.#leftMs = 0;
    this.#limit = undefined;
    for (const scenario of this.#running) scenario.exceed("submissionSeconds");
  }
}
