/** A time limit that does not count while it is paused. */
export class TimeLimit {
  readonly #controller = new AbortController();
  #leftMs: number;
  #timer: NodeJS.Timeout | undefined;
  #since = 0;

  constructor(limitMs: number) {
    this.#leftMs = limitMs;
    this.#run();
  }

  /** Aborted when the time is over. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Waits for something that is not on this time. */
  async outside<T>(wait: () => Promise<T>): Promise<T> {
    this.#leftMs -= performance.now() - this.#since;
    clearTimeout(this.#timer);
    try {
      return await wait();
    } finally {
      this.#run();
    }
  }

  end(): void {
    clearTimeout(this.#timer);
  }

  #run(): void {
    this.#since = performance.now();
    this.#timer = setTimeout(() => this.#controller.abort(new Error("the time is over")), Math.max(0, this.#leftMs));
  }
}
