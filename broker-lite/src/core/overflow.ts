/** Whether a queue that refuses publishes has room for another one (https://www.rabbitmq.com/docs/maxlength#overflow-behaviour). */
import type { QueuePolicy } from "./queue-policy.ts";

/** What counts: messages that are ready, and dead letters that nobody has taken. */
export interface Held {
  readonly length: number;
  readonly bytes: number;
}

/** Where a quorum queue that is full takes messages again, as a part of its limit (rabbit_fifo: LOW_LIMIT). */
const ROOM_AGAIN_SHARE = 0.8;

/** Whether there is more than the limits allow. */
export function exceeds({ maximumLength = Infinity, maximumBytes = Infinity }: QueuePolicy, held: Held): boolean {
  return held.length > maximumLength || held.bytes > maximumBytes;
}

export class Overflowing {
  #isFull = false;

  /** Before a publish. A classic queue looks at the message that comes, a quorum queue at what is there already. */
  refuses(policy: QueuePolicy, held: Held, addedBytes: number): boolean {
    if (policy.type === "quorum") return this.note(policy, held);
    const { maximumLength = Infinity, maximumBytes = Infinity } = policy;
    return held.length >= maximumLength || held.bytes + addedBytes > maximumBytes;
  }

  /** A quorum queue is full once it has more than its limit, until it has clearly less. */
  note(policy: QueuePolicy, held: Held): boolean {
    const { maximumLength = Infinity, maximumBytes = Infinity } = policy;
    const isBelow = held.length <= roomAgainAt(maximumLength) && held.bytes <= roomAgainAt(maximumBytes);
    this.#isFull = this.#isFull ? !isBelow : exceeds(policy, held);
    return this.#isFull;
  }
}

function roomAgainAt(maximum: number): number {
  return Math.floor(maximum * ROOM_AGAIN_SHARE);
}
