/**
 * A queue's lease (`x-expires`, https://www.rabbitmq.com/docs/ttl#queue-ttl): how long it may stay unused. Owns when it was used last
 * and the deadline that comes of it. What a use is says the queue.
 */
import type { Deadline } from "./deadlines.ts";
import type { Queue, QueueHost } from "./queue.ts";

export class Lease {
  readonly #queue: Queue;
  readonly #host: QueueHost;
  #usedAtMs = 0;
  #end: Deadline | undefined;

  constructor(queue: Queue, host: QueueHost) {
    this.#queue = queue;
    this.#host = host;
  }

  /** The queue was used: its time starts again. A deadline that is planned already stays, and looks again when it is due. */
  renew(): void {
    if (this.#queue.policy.expiresMs === undefined) return;
    this.#usedAtMs = this.#host.clock.now();
    this.#arm();
  }

  /** Somebody consumes from the queue, or it is gone. */
  suspend(): void {
    this.#end?.cancel();
    this.#end = undefined;
  }

  #arm(): void {
    const { expiresMs } = this.#queue.policy;
    if (expiresMs === undefined || this.#end !== undefined || this.#queue.consumers.size > 0) return;
    this.#end = this.#host.deadlines.at(this.#usedAtMs + expiresMs, () => {
      this.#end = undefined;
      if (this.#usedAtMs + expiresMs <= this.#host.clock.now()) this.#host.deleteQueue(this.#queue);
      else this.#arm();
    });
  }
}
