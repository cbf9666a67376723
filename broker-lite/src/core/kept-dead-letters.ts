/**
 * Dead letters of a quorum queue that must not be lost (`x-dead-letter-strategy: at-least-once`,
 * https://www.rabbitmq.com/docs/quorum-queues#dead-lettering): each stays here until every queue that it goes to has taken it. Owns who
 * took it already and when it is tried again. After a restart of the broker they are in their queue again, to die once more.
 */
import { DEAD_LETTER_RETRY_MS } from "../limits.ts";
import type { DeathReason } from "./dead-letter.ts";
import type { Deadline, Deadlines } from "./deadlines.ts";
import type { Entry, Message } from "./message.ts";
import type { Clock } from "./ports.ts";

export interface KeptDeadLetter {
  readonly entry: Entry;
  readonly reason: DeathReason;
  /** Names of the queues that have it. */
  readonly taken: Set<string>;
}

export interface DeadLetterHost {
  readonly clock: Clock;
  readonly deadlines: Deadlines;
  /** True when all that it goes to have it, and there is one at least; those that took it are added to `taken`. */
  tryAgain(message: Message, reason: DeathReason, taken: Set<string>): boolean;
  settle(entry: Entry): void;
}

export class KeptDeadLetters {
  readonly #host: DeadLetterHost;
  #kept: KeptDeadLetter[] = [];
  #bytes = 0;
  #retry: Deadline | undefined;

  constructor(host: DeadLetterHost) {
    this.#host = host;
  }

  get length(): number {
    return this.#kept.length;
  }

  get bytes(): number {
    return this.#bytes;
  }

  add(kept: KeptDeadLetter): void {
    this.#kept.push(kept);
    this.#bytes += kept.entry.message.body.byteLength;
    this.#arm();
  }

  tryAgain(): void {
    const tried = this.#kept;
    this.#kept = [];
    this.#bytes = 0;
    this.#retry?.cancel();
    this.#retry = undefined;
    for (const kept of tried) {
      if (this.#host.tryAgain(kept.entry.message, kept.reason, kept.taken)) this.#host.settle(kept.entry);
      else this.add(kept);
    }
  }

  /** The queue is gone, and they with it. */
  drop(): void {
    this.#retry?.cancel();
    for (const { entry } of this.#kept) this.#host.settle(entry);
    this.#kept = [];
    this.#bytes = 0;
  }

  #arm(): void {
    const { clock, deadlines } = this.#host;
    this.#retry ??= deadlines.at(clock.now() + DEAD_LETTER_RETRY_MS, () => this.tryAgain());
  }
}
