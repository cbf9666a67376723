/** How fast a load is published, how long its messages take, and how long nobody has seen one. */
import type { Client } from "./client.ts";

const LATENCIES_MAXIMUM = 100_000;

/** Publishes batches as long as there is time and not too much is on its way. */
export class Pump {
  published = 0;
  settled = 0;
  isOver = false;
  onBatch: () => void = () => {};
  readonly #client: Client;
  readonly #batch: Buffer;
  readonly #messages: number;
  readonly #limits: { readonly durationMs: number; readonly messagesMaximum: number; readonly window: number };
  #endsAt = 0;
  #isStarted = false;

  constructor(
    client: Client,
    batch: Buffer,
    messages: number,
    limits: { readonly durationMs: number; readonly messagesMaximum: number; readonly window: number },
  ) {
    this.#client = client;
    this.#batch = batch;
    this.#messages = messages;
    this.#limits = limits;
  }

  start(): void {
    this.#isStarted = true;
    this.#endsAt = performance.now() + this.#limits.durationMs;
    this.run();
  }

  run(): void {
    if (!this.#isStarted || this.isOver) return;
    const { window, messagesMaximum } = this.#limits;
    if (performance.now() >= this.#endsAt) this.isOver = true;
    while (!this.isOver && this.published - this.settled + this.#messages <= window) {
      this.onBatch();
      this.#client.write(this.#batch);
      this.published += this.#messages;
      if (this.published >= messagesMaximum) this.isOver = true;
    }
  }
}

/** From the write of a batch to its first message, or to its last confirm. */
export class Latencies {
  readonly #started: number[] = [];
  readonly #latenciesMs: number[] = [];
  ended = 0;

  start(): void {
    this.#started.push(performance.now());
  }

  end(): void {
    const started = this.#started[this.ended++];
    if (started !== undefined && this.#latenciesMs.length < LATENCIES_MAXIMUM)
      this.#latenciesMs.push(performance.now() - started);
  }

  sorted(): number[] {
    return this.#latenciesMs.toSorted((left, right) => left - right);
  }
}

/** Confirms may come out of order; everything up to `through` is confirmed. */
export class ConfirmCounter {
  through = 0;
  readonly #ahead = new Set<number>();

  note(tag: number, multiple: boolean): void {
    if (multiple) this.through = Math.max(this.through, tag);
    else if (tag === this.through + 1) this.through = tag;
    else this.#ahead.add(tag);
    while (this.#ahead.delete(this.through + 1)) this.through++;
  }
}

/** Rejects when the number does not change for so long, in milliseconds. Never resolves; ends with `stop`. */
export class Patience {
  readonly exhausted: Promise<never>;
  readonly #timer: NodeJS.Timeout;

  constructor(milliseconds: number, received: () => number, what: string) {
    let last = -1;
    let give!: (error: Error) => void;
    this.exhausted = new Promise<never>((_resolve, reject) => (give = reject));
    this.exhausted.catch(() => {});
    this.#timer = setInterval(() => {
      const now = received();
      if (now === last) give(new Error(`nothing came for ${milliseconds} ms after ${now} ${what}: something is lost`));
      last = now;
    }, milliseconds);
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
