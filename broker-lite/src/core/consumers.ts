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

interface Group {
  readonly priority: number;
  readonly turn: Consumer[];
}

export class Consumers {
  readonly #all = new Set<Consumer>();
  /** The highest priority first. */
  readonly #groups: Group[] = [];
  readonly #aside = new Set<Consumer>();
  readonly #single: boolean;
  #active: Consumer | undefined;

  constructor(singleActive: boolean) {
    this.#single = singleActive;
  }

  get size(): number {
    return this.#all.size;
  }

  get hasExclusive(): boolean {
    for (const consumer of this.#all) return consumer.exclusive;
    return false;
  }

  [Symbol.iterator](): Iterator<Consumer> {
    return this.#all[Symbol.iterator]();
  }

  has(consumer: Consumer): boolean {
    return this.#all.has(consumer);
  }

  /** Whether it may get messages, or waits until the single active one is gone. */
  isActive(consumer: Consumer): boolean {
    return !this.#single || this.#active === consumer;
  }

  add(consumer: Consumer): void {
    this.#all.add(consumer);
    this.#line(consumer);
    if (this.#single) this.#active ??= consumer;
  }

  remove(consumer: Consumer): boolean {
    if (!this.#all.delete(consumer)) return false;
    if (!this.#aside.delete(consumer)) this.#unline(consumer);
    if (this.#active === consumer) this.#active = this.#successor();
    return true;
  }

  /** Whose turn it is, and the next time it is the next one's; undefined when nobody can take a message. */
  next(): Consumer | undefined {
    if (this.#single) return this.#active?.canTake() === true ? this.#active : undefined;
    for (const { turn } of this.#groups) {
      for (let consumer = turn[0]; consumer !== undefined; consumer = turn[0]) {
        turn.shift();
        if (consumer.canTake()) {
          turn.push(consumer);
          return consumer;
        }
        this.#aside.add(consumer);
      }
    }
    return undefined;
  }

  /** The consumer may be able to take messages again. */
  wake(consumer: Consumer): void {
    if (this.#aside.delete(consumer)) this.#line(consumer);
  }

  /** Several may: they come back in the order in which their turn went by. */
  wakeAll(consumers: ReadonlySet<Consumer>): void {
    for (const consumer of this.#aside) if (consumers.has(consumer)) this.wake(consumer);
  }

  #line(consumer: Consumer): void {
    const index = this.#groups.findIndex((group) => group.priority <= consumer.priority);
    const group = index === -1 ? undefined : this.#groups[index];
    if (group?.priority === consumer.priority) group.turn.push(consumer);
    else this.#groups.splice(index === -1 ? this.#groups.length : index, 0, newGroup(consumer));
  }

  #unline(consumer: Consumer): void {
    const group = this.#groups.find((candidate) => candidate.priority === consumer.priority);
    const index = group?.turn.indexOf(consumer) ?? -1;
    if (index !== -1) group?.turn.splice(index, 1);
  }

  /** The oldest of the highest priority. */
  #successor(): Consumer | undefined {
    let best: Consumer | undefined;
    for (const consumer of this.#all) if (best === undefined || consumer.priority > best.priority) best = consumer;
    return best;
  }
}

function newGroup(consumer: Consumer): Group {
  return { priority: consumer.priority, turn: [consumer] };
}
