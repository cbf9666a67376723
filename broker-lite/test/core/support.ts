/** A core with a clock that is a number, names that count, and a journal that only takes notes. */
import { Broker, type BrokerOptions } from "../../src/core/broker.ts";
import type { Consumer } from "../../src/core/consumers.ts";
import type { DeathReason } from "../../src/core/dead-letter.ts";
import { Deadlines } from "../../src/core/deadlines.ts";
import type { Entry } from "../../src/core/message.ts";
import type { Definition, Journal, JournalContents, StoredEntry, StoredMessage } from "../../src/core/ports.ts";
import { PROFILES, type ProfileName } from "../../src/core/profile.ts";
import { publish, type Routed } from "../../src/core/publishing.ts";
import type { Queue } from "../../src/core/queue.ts";
import type { Vhost } from "../../src/core/vhost.ts";
import { fieldTable, type PlainValue, type Properties } from "../../src/wire/index.ts";

export const NOON_MS = 1_800_000_000_000;

/** What a journal was told, one line for each call, and passed on to another one; flushes wait until `flush`. */
export class NotedJournal implements Journal {
  readonly #behind: Journal | undefined;
  readonly notes: string[] = [];
  readonly messages: StoredMessage[] = [];
  readonly entries: StoredEntry[] = [];
  #callbacks: (() => void)[] = [];

  constructor(behind?: Journal) {
    this.#behind = behind;
  }

  put(key: string, definition: Definition): void {
    this.#behind?.put(key, definition);
    this.notes.push(`put ${definition.kind} ${"name" in definition ? definition.name : ""}`.trimEnd());
  }

  remove(key: string): void {
    this.#behind?.remove(key);
    this.notes.push(`remove ${key}`);
  }

  storeMessage(message: StoredMessage): void {
    this.#behind?.storeMessage(message);
    this.messages.push(message);
    this.notes.push(`store message ${message.messageId}`);
  }

  removeMessage(messageId: number): void {
    this.#behind?.removeMessage(messageId);
    this.notes.push(`remove message ${messageId}`);
  }

  enqueue(entry: StoredEntry): void {
    this.#behind?.enqueue(entry);
    this.entries.push(entry);
    this.notes.push(`enqueue ${entry.messageId} in ${entry.queueId} at ${entry.position}`);
  }

  settle(queueId: number, position: number): void {
    this.#behind?.settle(queueId, position);
    this.notes.push(`settle ${queueId} at ${position}`);
  }

  requeue(queueId: number, position: number, deliveryCount: number, diedOf?: DeathReason): void {
    this.#behind?.requeue(queueId, position, deliveryCount, diedOf);
    const what = diedOf === undefined ? "requeue" : `${diedOf}, kept:`;
    this.notes.push(`${what} ${queueId} at ${position}, count ${deliveryCount}`);
  }

  delivered(queueId: number, throughPosition: number): void {
    this.#behind?.delivered(queueId, throughPosition);
    this.notes.push(`delivered ${queueId} through ${throughPosition}`);
  }

  removeQueue(queueId: number): void {
    this.#behind?.removeQueue(queueId);
    this.notes.push(`remove queue ${queueId}`);
  }

  flushed(callback: () => void): void {
    this.#callbacks.push(callback);
  }

  /** Everything is on disk now. */
  flush(): void {
    const callbacks = this.#callbacks;
    this.#callbacks = [];
    for (const callback of callbacks) callback();
  }

  /** What was noted since the last time. */
  take(): string[] {
    return this.notes.splice(0);
  }
}

/** Takes as many messages as it has credit for, and keeps them. */
export class FakeConsumer implements Consumer {
  readonly consumerTag: string;
  readonly noAck: boolean;
  readonly exclusive: boolean;
  readonly priority: number;
  credit: number;
  wasCancelled = false;
  readonly entries: Entry[] = [];

  constructor(
    consumerTag: string,
    options: { credit?: number; noAck?: boolean; exclusive?: boolean; priority?: number } = {},
  ) {
    this.consumerTag = consumerTag;
    this.credit = options.credit ?? Infinity;
    this.noAck = options.noAck ?? false;
    this.exclusive = options.exclusive ?? false;
    this.priority = options.priority ?? 0;
  }

  canTake(): boolean {
    return this.credit > 0;
  }

  deliver(_queue: Queue, entry: Entry): void {
    this.credit--;
    this.entries.push(entry);
  }

  queueDeleted(): void {
    this.wasCancelled = true;
  }

  get bodies(): string[] {
    return bodiesOf(this.entries);
  }
}

/** What was kept by an earlier broker, a journal that keeps what this one does, and its limits. */
interface Life extends Pick<BrokerOptions, "memoryLimits" | "declaredMaximumBytes" | "consumerTimeoutMs"> {
  readonly contents?: JournalContents;
  readonly journal?: Journal;
}

/** One vhost and what a test does with it, with the turn's work done after each step. */
export class Bench {
  nowMs = NOON_MS;
  readonly journal: NotedJournal;
  readonly deadlines = new Deadlines();
  readonly broker: Broker;
  readonly vhost: Vhost;
  readonly owner = {};

  constructor(profile: ProfileName = "4.1", life: Life = {}) {
    const { contents, journal, ...limits } = life;
    this.journal = new NotedJournal(journal);
    let tokens = 0;
    this.broker = new Broker({
      clock: { now: () => this.nowMs },
      ids: { token: () => `token-${++tokens}` },
      journal: this.journal,
      deadlines: this.deadlines,
      profile: PROFILES[profile],
      ...limits,
    });
    if (contents !== undefined) this.broker.restore(contents);
    this.vhost = this.broker.createVhost("/");
    this.journal.take();
  }

  queue(
    name: string,
    queueArguments: Record<string, PlainValue> = {},
    flags: { durable?: boolean; exclusive?: boolean; autoDelete?: boolean } = {},
  ): Queue {
    const { durable = true, exclusive = false, autoDelete = false } = flags;
    const declaration = { name, durable, exclusive, autoDelete, arguments: fieldTable(queueArguments) };
    return this.vhost.declareQueue(declaration, this.owner);
  }

  exchange(name: string, type: string, exchangeArguments: Record<string, PlainValue> = {}, autoDelete = false): void {
    const flags = { durable: true, autoDelete, internal: false };
    this.vhost.declareExchange({ name, type, ...flags, arguments: fieldTable(exchangeArguments) });
  }

  bind(exchange: string, queue: Queue, routingKey = "", bindingArguments: Record<string, PlainValue> = {}): void {
    this.vhost.bind(exchange, queue, routingKey, fieldTable(bindingArguments));
  }

  /** To the default exchange unless another is named. */
  publish(routingKey: string, body: string, options: { exchange?: string; properties?: Properties } = {}): Routed {
    const routed = publish(this.vhost, {
      exchange: this.vhost.exchange(options.exchange ?? ""),
      routingKey,
      carbonCopies: [],
      properties: options.properties ?? {},
      body: Buffer.from(body),
    });
    this.broker.run();
    return routed;
  }

  consume(queue: Queue, consumer: FakeConsumer): FakeConsumer {
    queue.addConsumer(consumer);
    this.broker.run();
    return consumer;
  }

  do(act: () => void): void {
    act();
    this.broker.run();
  }

  /** Time goes by, and what is due happens. */
  pass(milliseconds: number): void {
    this.nowMs += milliseconds;
    this.broker.advance(this.nowMs);
  }

  /** Empties the queue. */
  drain(queue: Queue): Entry[] {
    const entries: Entry[] = [];
    for (let entry = queue.take(true); entry !== undefined; entry = queue.take(true)) entries.push(entry);
    this.broker.run();
    return entries;
  }
}

export function bodiesOf(entries: readonly Entry[]): string[] {
  return entries.map(({ message }) => Buffer.from(message.body).toString());
}
