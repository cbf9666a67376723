/**
 * Dead letters of a quorum queue that must not be lost (`x-dead-letter-strategy: at-least-once`,
 * https://www.rabbitmq.com/docs/quorum-queues#dead-lettering): each stays here until every queue that it goes to has taken it. Owns who
 * took it already and when it is tried again. After a restart of the broker they are dead still; who took it is forgotten.
 */
import { DEAD_LETTER_RETRY_MS } from "../limits.ts";
import type { DeathReason } from "./dead-letter.ts";
import type { Deadline } from "./deadlines.ts";
import type { Entry } from "./message.ts";
import type { Queue, QueueHost } from "./queue.ts";

export interface KeptDeadLetter {
  readonly entry: Entry;
  readonly reason: DeathReason;
  /** Names of the queues that have it. */
  readonly taken: Set<string>;
}

export class KeptDeadLetters {
  readonly #queue: Queue;
  readonly #host: QueueHost;
  readonly #settle: (entry: Entry) => void;
  #kept: KeptDeadLetter[] = [];
  #bytes = 0;
  #retry: Deadline | undefined;

  constructor(queue: Queue, host: QueueHost, settle: (entry: Entry) => void) {
    this.#queue = queue;
    this.#host = host;
    this.#settle = settle;
  }

  get length(): number {
    return this.#kept.length;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** One that has just died. */
  keep(kept: KeptDeadLetter): void {
    const { entry, reason } = kept;
    const { queueId } = this.#queue.definition;
    if (entry.journaled) this.#host.journal.requeue(queueId, entry.position, entry.deliveryCount, reason);
    this.add(kept);
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
      const { entry, reason, taken } = kept;
      if (this.#host.deadLetter(this.#queue, entry.message, reason, taken)) this.#settle(entry);
      else this.add(kept);
    }
  }

  /** The queue is gone, and they with it. */
  drop(): void {
    this.#retry?.cancel();
    for (const { entry } of this.#kept) this.#settle(entry);
    this.#kept = [];
    this.#bytes = 0;
  }

  #arm(): void {
    const { clock, deadlines } = this.#host;
    this.#retry ??= deadlines.at(clock.now() + DEAD_LETTER_RETRY_MS, () => this.tryAgain());
  }
}
