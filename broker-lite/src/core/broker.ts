/**
 * The broker without sockets: its virtual hosts, its counters, and the work of a turn. Whoever calls into it calls `run` afterwards:
 * then queues that were touched deliver. Also keeps who waits for direct replies, because a reply address is good in the whole broker.
 */
import { CONSUMER_TIMEOUT_MS } from "../limits.ts";
import type { Deadlines } from "./deadlines.ts";
import { definitionKey, type Clock, type IdGenerator, type Journal, type JournalContents } from "./ports.ts";
import { Alarms } from "./alarms.ts";
import { MemoryGauge, type MemoryLimits } from "./memory.ts";
import type { Entry, Message } from "./message.ts";
import type { Profile } from "./profile.ts";
import { Room } from "./room.ts";
import type { Queue } from "./queue.ts";
import { Vhost, type VhostHost } from "./vhost.ts";

export interface BrokerOptions {
  readonly clock: Clock;
  readonly ids: IdGenerator;
  readonly journal: Journal;
  readonly deadlines: Deadlines;
  readonly profile: Profile;
  /** No limit unless said. */
  readonly memoryLimits?: MemoryLimits;
  /** CONSUMER_TIMEOUT_MS unless said; Infinity is none. */
  readonly consumerTimeoutMs?: number;
  /** DECLARED_MAXIMUM_BYTES unless said. */
  readonly declaredMaximumBytes?: number;
}

/** Where a direct reply goes: a consumer of `amq.rabbitmq.reply-to` (https://www.rabbitmq.com/docs/direct-reply-to). */
export interface ReplyReceiver {
  reply(publication: Pick<Message, "exchange" | "routingKey" | "properties" | "body">): void;
}

export class Broker {
  readonly vhosts = new Map<string, Vhost>();
  readonly clock: Clock;
  readonly ids: IdGenerator;
  readonly journal: Journal;
  readonly deadlines: Deadlines;
  readonly profile: Profile;
  readonly memory: MemoryGauge;
  readonly alarms = new Alarms();
  readonly consumerTimeoutMs: number;
  readonly room: Room;
  /** By the token of the reply address. */
  readonly replyReceivers = new Map<string, ReplyReceiver>();
  readonly #host: VhostHost;
  #awake: Queue[] = [];
  #isRunning = false;
  #isMemoryShort = false;
  #lastQueueId = 0;
  #lastMessageId = 0;
  #lastRoutingMark = 0;

  constructor(options: BrokerOptions) {
    this.clock = options.clock;
    this.ids = options.ids;
    this.journal = options.journal;
    this.deadlines = options.deadlines;
    this.profile = options.profile;
    this.memory = new MemoryGauge(options.memoryLimits ?? NO_LIMITS);
    this.consumerTimeoutMs = options.consumerTimeoutMs ?? CONSUMER_TIMEOUT_MS;
    this.room = new Room(options.declaredMaximumBytes);
    this.#host = {
      ...options,
      memory: this.memory,
      room: this.room,
      wake: (queue) => {
        if (queue.isAwake) return;
        queue.isAwake = true;
        this.#awake.push(queue);
      },
      nextQueueId: () => ++this.#lastQueueId,
      nextMessageId: () => ++this.#lastMessageId,
      nextRoutingMark: () => ++this.#lastRoutingMark,
      newQueueName: () => `amq.gen-${options.ids.token()}`,
    };
  }

  /** Creates it where it isn't there yet. */
  createVhost(name: string): Vhost {
    const existing = this.vhosts.get(name);
    if (existing !== undefined) return existing;
    const vhost = this.#addVhost(name);
    this.journal.put(definitionKey({ kind: "vhost", vhost: name }), { kind: "vhost", vhost: name });
    return vhost;
  }

  /** False where there is no such vhost. */
  deleteVhost(name: string): boolean {
    const vhost = this.vhosts.get(name);
    if (vhost === undefined) return false;
    this.vhosts.delete(name);
    vhost.destroy();
    this.journal.remove(definitionKey({ kind: "vhost", vhost: name }));
    return true;
  }

  /** Lets all queues that have something to do deliver, until nothing is left to do. */
  run(): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    let done = 0;
    try {
      // Queues that wake up meanwhile (dead letters) are appended to the same list.
      for (; done < this.#awake.length; done++) (this.#awake[done] as Queue).pump();
    } finally {
      // Also where a queue failed: the others must not wait for ever.
      this.#awake = this.#awake.slice(done + 1);
      this.#isRunning = false;
    }
    if (this.memory.isAboveLimit !== this.#isMemoryShort) {
      this.#isMemoryShort = !this.#isMemoryShort;
      this.alarms.set("memory", "gauge", this.#isMemoryShort);
    }
    this.alarms.tell();
  }

  /** Does what is due: messages and queues expire, heartbeats are sent. */
  advance(nowMs: number): void {
    this.deadlines.advance(nowMs);
    this.run();
  }

  /** Puts back what a journal kept. For a new broker only. */
  restore(contents: JournalContents): void {
    const queues = new Map<number, Queue>();
    for (const definition of contents.definitions) {
      if (definition.kind === "user") continue;
      const vhost = this.vhosts.get(definition.vhost) ?? this.#addVhost(definition.vhost);
      const queue = vhost.restore(definition);
      if (queue === undefined) continue;
      queues.set(queue.definition.queueId, queue);
      this.#lastQueueId = Math.max(this.#lastQueueId, queue.definition.queueId);
    }
    const messages = new Map<number, Message>();
    for (const stored of contents.messages) {
      messages.set(stored.messageId, { ...stored, journalEntries: 0, places: 0 });
      this.#lastMessageId = Math.max(this.#lastMessageId, stored.messageId);
    }
    for (const { queueId, position, messageId, expiresAtMs, deliveryCount, diedOf } of contents.entries) {
      const queue = queues.get(queueId);
      const message = messages.get(messageId);
      if (queue === undefined || message === undefined) continue;
      const deliveredThrough = contents.deliveredThrough.get(queueId) ?? 0;
      const redelivered = deliveryCount > 0 || position <= deliveredThrough;
      const entry: Entry = { message, position, expiresAtMs, journaled: true, redelivered, deliveryCount };
      queue.restore(entry, deliveredThrough, diedOf);
    }
    // A message that no queue holds any more: its queue went while a delivery of it was open.
    for (const message of messages.values()) {
      if (message.journalEntries === 0) this.journal.removeMessage(message.messageId);
    }
    this.run();
  }

  #addVhost(name: string): Vhost {
    const vhost = new Vhost(name, this.#host);
    this.vhosts.set(name, vhost);
    return vhost;
  }
}

const NO_LIMITS: MemoryLimits = { totalBytes: Infinity, heapBytes: Infinity };
