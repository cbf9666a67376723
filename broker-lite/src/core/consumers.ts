/**
 * The consumers of a queue and whose turn it is: round robin among the ready ones of the highest priority
 * (https://www.rabbitmq.com/docs/consumer-priority), or the single active one (https://www.rabbitmq.com/docs/consumers#single-active-consumer).
 *
 * A consumer that could not take a message when its turn came waits aside until it is woken, so that a thousand busy consumers
 * cost nothing (rabbit_queue_consumers does the same).
 */
import type { Entry } from "./message.ts";
import type { Queue } from "./queue.ts";

/** What a queue knows of a consumer. The session implements it; delivering only puts bytes aside, it never calls back. */
export interface Consumer {
  readonly consumerTag: string;
  /** Deliveries count as acknowledged at once. */
  readonly noAck: boolean;
  readonly exclusive: boolean;
  readonly priority: number;
  /** Whether credit (prefetch) and connection allow one more delivery now. */
  canTake(): boolean;
  deliver(queue: Queue, entry: Entry): void;
  /** The queue is gone. */
  queueDeleted(): void;
}

/** A consumer among the others. */
interface Place {
  readonly consumer: Consumer;
  /** Its turn went by, as which one of all that did; 0 while it stands in line. */
  wentBy: number;
}

interface Group {
  readonly priority: number;
  readonly turn: Place[];
}

export class Consumers {
  readonly #all = new Map<Consumer, Place>();
  /** The highest priority first. */
  readonly #groups: Group[] = [];
  readonly #single: boolean;
  #active: Consumer | undefined;
  #wentBy = 0;

  constructor(singleActive: boolean) {
    this.#single = singleActive;
  }

  get size(): number {
    return this.#all.size;
  }

  get hasExclusive(): boolean {
    for (const consumer of this.#all.keys()) return consumer.exclusive;
    return false;
  }

  [Symbol.iterator](): Iterator<Consumer> {
    return this.#all.keys();
  }

  has(consumer: Consumer): boolean {
    return this.#all.has(consumer);
  }

  /** Whether it may get messages, or waits until the single active one is gone. */
  isActive(consumer: Consumer): boolean {
    return !this.#single || this.#active === consumer;
  }

  add(consumer: Consumer): void {
    const place = { consumer, wentBy: 0 };
    this.#all.set(consumer, place);
    this.#line(place);
    if (this.#single) this.#active ??= consumer;
  }

  remove(consumer: Consumer): boolean {
    const place = this.#all.get(consumer);
    if (place === undefined) return false;
    this.#all.delete(consumer);
    if (place.wentBy === 0) this.#unline(place);
    if (this.#active === consumer) this.#active = this.#successor();
    return true;
  }

  /** Whose turn it is, and the next time it is the next one's; undefined when nobody can take a message. */
  next(): Consumer | undefined {
    if (this.#single) return this.#active?.canTake() === true ? this.#active : undefined;
    for (const { turn } of this.#groups) {
      for (let place = turn[0]; place !== undefined; place = turn[0]) {
        const { consumer } = place;
        if (consumer.canTake()) {
          if (turn.length > 1) turn.push(turn.shift()!);
          return consumer;
        }
        turn.shift();
        place.wentBy = ++this.#wentBy;
      }
    }
    return undefined;
  }

  /** The consumer may be able to take messages again. */
  wake(consumer: Consumer): void {
    const place = this.#all.get(consumer);
    if (place !== undefined && place.wentBy > 0) this.#line(place);
  }

  /** Several may: they come back in the order in which their turn went by. */
  wakeAll(consumers: ReadonlySet<Consumer>): void {
    const aside = [...this.#all.values()].filter(({ consumer, wentBy }) => wentBy > 0 && consumers.has(consumer));
    for (const place of aside.toSorted((left, right) => left.wentBy - right.wentBy)) this.#line(place);
  }

  #line(place: Place): void {
    place.wentBy = 0;
    const { priority } = place.consumer;
    const index = this.#groups.findIndex((group) => group.priority <= priority);
    const group = index === -1 ? undefined : this.#groups[index];
    if (group?.priority === priority) group.turn.push(place);
    else this.#groups.splice(index === -1 ? this.#groups.length : index, 0, { priority, turn: [place] });
  }

  #unline(place: Place): void {
    const group = this.#groups.find(({ priority }) => priority === place.consumer.priority);
    const index = group?.turn.indexOf(place) ?? -1;
    if (index !== -1) group?.turn.splice(index, 1);
  }

  /** The oldest of the highest priority. */
  #successor(): Consumer | undefined {
    let best: Consumer | undefined;
    for (const consumer of this.#all.keys())
      if (best === undefined || consumer.priority > best.priority) best = consumer;
    return best;
  }
}
