/** Deliveries of one channel that wait for their acknowledgement, by delivery tag. Owns the tags and nothing of what an acknowledgement means. */
import type { Entry } from "../core/message.ts";
import type { Queue } from "../core/queue.ts";
import type { ChannelConsumer } from "./consumer.ts";

export interface Delivery {
  readonly deliveryTag: number;
  readonly queue: Queue;
  readonly entry: Entry;
  /** Undefined for basic.get: its messages don't count for the prefetch limit. */
  readonly consumer: ChannelConsumer | undefined;
  readonly deliveredAtMs: number;
}

export class Unacked {
  /** In the order of their tags, since tags only rise; `restore` sorts anew. */
  #byTag = new Map<number, Delivery>();

  get size(): number {
    return this.#byTag.size;
  }

  /** In the order of their tags; one that is taken meanwhile is left out. */
  [Symbol.iterator](): Iterator<Delivery> {
    return this.#byTag.values();
  }

  add(delivery: Delivery): void {
    this.#byTag.set(delivery.deliveryTag, delivery);
  }

  /**
   * Removes what an acknowledgement speaks of: one delivery, or with `multiple` all up to that tag, or with tag 0 all there are.
   * Undefined where there is no such tag (basic.ack, amqp0-9-1 §1.8.3.13).
   */
  take(deliveryTag: number, multiple: boolean): readonly Delivery[] | undefined {
    if (multiple && deliveryTag === 0) return this.takeAll();
    const delivery = this.#byTag.get(deliveryTag);
    if (delivery === undefined) return undefined;
    if (!multiple) {
      this.#byTag.delete(deliveryTag);
      return [delivery];
    }
    const taken: Delivery[] = [];
    for (const candidate of this.#byTag.values()) {
      if (candidate.deliveryTag > deliveryTag) break;
      taken.push(candidate);
    }
    for (const { deliveryTag: tag } of taken) this.#byTag.delete(tag);
    return taken;
  }

  takeAll(): readonly Delivery[] {
    const all = [...this.#byTag.values()];
    this.#byTag.clear();
    return all;
  }

  /** Puts back what was taken, as tx.rollback does. */
  restore(deliveries: readonly Delivery[]): void {
    if (deliveries.length === 0) return;
    const all = [...this.#byTag.values(), ...deliveries];
    all.sort((left, right) => left.deliveryTag - right.deliveryTag);
    this.#byTag = new Map(all.map((delivery) => [delivery.deliveryTag, delivery]));
  }
}
