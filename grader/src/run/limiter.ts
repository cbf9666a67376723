/** Lets so many things run side by side, in the order in which they came. */
export interface Turn {
  /** Gives the place to somebody else while this one waits for something; gets one again before it goes on. */
  away<T>(wait: () => Promise<T>): Promise<T>;
}

export class Limiter {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(places: number) {
    this.#free = places;
  }

  async run<T>(act: (turn: Turn) => Promise<T>): Promise<T> {
    await this.#take();
    try {
      return await act({
        away: async (wait) => {
          this.#give();
          try {
            return await wait();
          } finally {
            await this.#take();
          }
        },
      });
    } finally {
      this.#give();
    }
  }

  async #take(): Promise<void> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #give(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free += 1;
    else next();
  }
}
