/**
 * Deliveries of one channel that wait for their acknowledgement, in the order of their delivery tags. Owns the tags and nothing of what an
 * acknowledgement means.
 *
 * A ring and not a map: a map in which much comes and goes leaves tables behind that keep each other, and all that was in them, until the
 * collector of garbage goes through the whole heap (docs/adr/0008-where-time-goes.md).
 */
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

const INITIAL_CAPACITY = 16;
/** Slots that are kept when nothing is open. */
const KEPT_CAPACITY_MAXIMUM = 1024;

export class Unacked {
  /** In the order of their tags, since tags only rise. What was taken leaves a gap, though never at an end; the tag stays. */
  #deliveries: (Delivery | undefined)[] = [];
  #tags: number[] = [];
  #head = 0;
  #slots = 0;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** In the order of their tags; one that is taken meanwhile is left out. */
  *[Symbol.iterator](): Iterator<Delivery> {
    for (const delivery of this.#all()) if (this.#find(delivery.deliveryTag) !== -1) yield delivery;
  }

  add(delivery: Delivery): void {
    if (this.#slots === this.#tags.length) this.#makeRoom();
    const index = this.#index(this.#slots);
    this.#deliveries[index] = delivery;
    this.#tags[index] = delivery.deliveryTag;
    this.#slots++;
    this.#size++;
  }

  /** Undefined where there is no such tag. */
  take(deliveryTag: number): Delivery | undefined {
    const offset = this.#find(deliveryTag);
    return offset === -1 ? undefined : this.#takeAt(offset);
  }

  /**
   * All up to that tag, or with tag 0 all there are; undefined where there is no such tag (basic.ack with multiple=true, amqp0-9-1
   * §1.8.3.13).
   */
  takeThrough(deliveryTag: number): readonly Delivery[] | undefined {
    if (deliveryTag === 0) return this.takeAll();
    if (this.#find(deliveryTag) === -1) return undefined;
    const taken: Delivery[] = [];
    while (this.#slots > 0 && this.#tags[this.#head]! <= deliveryTag) taken.push(this.#takeAt(0));
    return taken;
  }

  takeAll(): readonly Delivery[] {
    const all = this.#all();
    this.#reset([]);
    return all;
  }

  /** Puts back what was taken, as tx.rollback does. */
  restore(deliveries: readonly Delivery[]): void {
    if (deliveries.length === 0) return;
    const all = [...this.#all(), ...deliveries];
    this.#reset(all.toSorted((left, right) => left.deliveryTag - right.deliveryTag));
  }

  #all(): Delivery[] {
    const all: Delivery[] = [];
    for (let offset = 0; offset < this.#slots; offset++) {
      const delivery = this.#deliveries[this.#index(offset)];
      if (delivery !== undefined) all.push(delivery);
    }
    return all;
  }

  /** How far from the head; -1 where there is none. */
  #find(deliveryTag: number): number {
    if (this.#slots === 0) return -1;
    // Mostly no tag is left out between the first one and this one.
    let high = Math.min(deliveryTag - this.#tags[this.#head]!, this.#slots - 1);
    let low = 0;
    let offset = high;
    while (low <= high) {
      const index = this.#index(offset);
      const tag = this.#tags[index]!;
      if (tag === deliveryTag) return this.#deliveries[index] === undefined ? -1 : offset;
      if (tag < deliveryTag) low = offset + 1;
      else high = offset - 1;
      offset = (low + high) >> 1;
    }
    return -1;
  }

  #takeAt(offset: number): Delivery {
    const index = this.#index(offset);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- who calls has found it
    const delivery = this.#deliveries[index] as Delivery;
    this.#deliveries[index] = undefined;
    this.#size--;
    while (this.#slots > 0 && this.#deliveries[this.#head] === undefined) {
      this.#head = this.#index(1);
      this.#slots--;
    }
    while (this.#slots > 0 && this.#deliveries[this.#index(this.#slots - 1)] === undefined) this.#slots--;
    if (this.#slots === 0 && this.#tags.length > KEPT_CAPACITY_MAXIMUM) this.#reset([]);
    return delivery;
  }

  #makeRoom(): void {
    this.#reset(this.#all());
  }

  /** With twice the room at least: what was a gap is room. The capacity stays a power of two so that an index wraps with a mask. */
  #reset(deliveries: readonly Delivery[]): void {
    let capacity = INITIAL_CAPACITY;
    while (capacity < deliveries.length * 2) capacity *= 2;
    this.#deliveries = Array.from({ length: capacity }, (_, index) => deliveries[index]);
    this.#tags = Array.from({ length: capacity }, (_, index) => deliveries[index]?.deliveryTag ?? 0);
    this.#head = 0;
    this.#slots = deliveries.length;
    this.#size = deliveries.length;
  }

  #index(offset: number): number {
    return (this.#head + offset) & (this.#tags.length - 1);
  }
}
