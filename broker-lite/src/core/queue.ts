/**
 * A queue: messages in order, who gets them, and what becomes of them. Owns ready and unacknowledged counts, expiry, length limits and
 * the journal entries of its messages. Knows nothing of exchanges, channels or sockets; what dies here is handed to the host.
 */
import type { Binding } from "./binding.ts";
import { Consumers, type Consumer } from "./consumers.ts";
import { QueueCounts } from "./counts.ts";
import type { DeathReason } from "./dead-letter.ts";
import type { Deadline, Deadlines } from "./deadlines.ts";
import { KeptDeadLetters } from "./kept-dead-letters.ts";
import { Lease } from "./lease.ts";
import type { MemoryGauge } from "./memory.ts";
import { isPersistent, type Entry, type Message } from "./message.ts";
import { exceeds, Overflowing, type Held } from "./overflow.ts";
import { isSamePolicy, type AppliedPolicy } from "./policies.ts";
import type { Clock, Journal, QueueDefinition } from "./ports.ts";
import type { Profile } from "./profile.ts";
import { queuePolicy, timeToLiveMs, type QueuePolicy } from "./queue-policy.ts";
import { readyFor, type Ready } from "./ready-levels.ts";

/** What a queue needs from its surroundings. */
export interface QueueHost {
  readonly clock: Clock;
  readonly journal: Journal;
  readonly deadlines: Deadlines;
  readonly profile: Profile;
  readonly memory: MemoryGauge;
  /** The queue has something to do before this turn ends: `pump` will be called. */
  wake(queue: Queue): void;
  /**
   * Whether all queues that it goes to have it, and there is one at least. Those that were among `taken` before don't get it again; those
   * that take it are added.
   */
  deadLetter(queue: Queue, message: Message, reason: DeathReason, taken?: Set<string>): boolean;
  /** The queue is done with: its last consumer or its lease is gone. */
  deleteQueue(queue: Queue): void;
  policyOf(definition: QueueDefinition): AppliedPolicy;
}

/** The one who may use an exclusive queue: a connection, by identity. */
export type Owner = object;

export class Queue {
  readonly kind = "queue";
  readonly definition: QueueDefinition;
  policy: QueuePolicy;
  appliedPolicy: AppliedPolicy;
  readonly owner: Owner | undefined;
  readonly consumers: Consumers;
  /** Bindings with this queue as destination; the one to the default exchange is not among them. */
  readonly incoming = new Set<Binding>();
  readonly counts = new QueueCounts();
  /** The last routing that reached this queue: a message is enqueued once however many bindings match. */
  routingMark = 0;
  /** Already waits for `pump`. */
  isAwake = false;
  isDeleted = false;
  readonly #host: QueueHost;
  readonly #ready: Ready;
  #unacknowledged = 0;
  /** Something was given back since the last `pump`. */
  #hasReturned = false;
  #nextPosition = 1;
  #deliveredThrough = 0;
  #deadLetters: KeptDeadLetters | undefined;
  readonly #overflowing = new Overflowing();
  #expiry: Deadline | undefined;
  readonly #lease: Lease;

  constructor(definition: QueueDefinition, owner: Owner | undefined, host: QueueHost) {
    this.definition = definition;
    this.owner = owner;
    this.#host = host;
    this.appliedPolicy = host.policyOf(definition);
    this.policy = queuePolicy(definition.arguments, host.profile, this.appliedPolicy.settings);
    this.#ready = readyFor(this.policy, host.profile);
    this.consumers = new Consumers(this.policy.singleActiveConsumer);
    this.#lease = new Lease(this, host);
    this.touch();
  }

  get name(): string {
    return this.definition.name;
  }

  get readyCount(): number {
    return this.#ready.length;
  }

  get unacknowledgedCount(): number {
    return this.#unacknowledged;
  }

  /** Dead letters that nobody has taken yet. */
  get keptDeadLetterCount(): number {
    return this.#deadLetters?.length ?? 0;
  }

  /** An administrator's policies are others now: what is over a limit goes, and times start anew. */
  applyPolicy(): void {
    const applied = this.#host.policyOf(this.definition);
    if (isSamePolicy(applied, this.appliedPolicy)) return;
    this.appliedPolicy = applied;
    this.policy = queuePolicy(this.definition.arguments, this.#host.profile, applied.settings);
    this.#lease.suspend();
    this.touch();
    this.#deadLetters?.tryAgain();
    this.#host.wake(this);
  }

  /** Whether a message with these properties is kept on disk here. Quorum queues keep every message. */
  journals(message: Message): boolean {
    if (!this.definition.durable || this.definition.exclusive) return false;
    return this.policy.type === "quorum" || isPersistent(message.properties);
  }

  /** Takes a message in; false when the queue is full and refuses it (https://www.rabbitmq.com/docs/maxlength#overflow-behaviour). */
  publish(message: Message): boolean {
    const { overflow } = this.policy;
    if (overflow !== "drop-head" && this.#overflowing.refuses(this.policy, this.#held, message.body.byteLength)) {
      if (overflow === "reject-publish-dlx") this.#host.deadLetter(this, message, "maxlen");
      return false;
    }
    const ttlMs = timeToLiveMs(this.policy, message.properties);
    const journaled = this.journals(message);
    const entry: Entry = {
      message,
      position: this.#nextPosition++,
      expiresAtMs: ttlMs === undefined ? undefined : this.#host.clock.now() + ttlMs,
      journaled,
      redelivered: false,
      deliveryCount: 0,
    };
    this.#host.memory.enter(message);
    if (journaled) this.#journal(entry);
    // A message without any time to live is for a consumer who waits, or for nobody (https://www.rabbitmq.com/docs/ttl).
    if (ttlMs === 0 && this.#ready.length === 0) this.#deliverOrExpire(entry);
    else {
      this.#ready.append(entry);
      this.#host.wake(this);
    }
    return true;
  }

  /** Puts back what the journal kept; in rising position, before anything else happens to the queue. */
  restore(entry: Entry, deliveredThrough: number, diedOf: DeathReason | undefined): void {
    this.#nextPosition = entry.position + 1;
    this.#deliveredThrough = deliveredThrough;
    entry.message.journalEntries++;
    this.#host.memory.enter(entry.message);
    if (diedOf === undefined) this.#ready.append(entry);
    else this.#keepDeadLetters().add({ entry, reason: diedOf, taken: new Set() });
    this.#host.wake(this);
  }

  /** Delivers what can be delivered, drops what is over the limits. Called by the host once in a turn after `wake`. */
  pump(): void {
    this.isAwake = false;
    if (this.isDeleted) return;
    // What comes back to a classic queue counts before anybody gets it (rabbit_amqqueue_process:requeue_and_run); a new message does after.
    if (this.#hasReturned && this.policy.type === "classic") this.#dropOverLimit();
    this.#hasReturned = false;
    this.#dropExpired();
    while (this.#ready.length > 0) {
      const consumer = this.consumers.next();
      if (consumer === undefined) break;
      this.#deliver(consumer, this.#ready.shift() as Entry);
      this.#dropExpired();
    }
    if (this.policy.overflow !== "drop-head") this.#overflowing.note(this.policy, this.#held);
    this.#dropOverLimit();
    this.#ready.keep();
    this.#armExpiry();
  }

  /** Takes the head (basic.get); with `noAck` it is settled at once. */
  take(noAck: boolean): Entry | undefined {
    this.touch();
    this.#dropExpired();
    const entry = this.#ready.shift();
    this.counts.noteGet(entry !== undefined, noAck);
    if (entry === undefined) return undefined;
    this.#host.wake(this);
    this.#handOut(entry, noAck);
    return entry;
  }

  acknowledge(entry: Entry): void {
    this.#unacknowledged--;
    this.counts.acknowledge++;
    this.#settle(entry);
  }

  /** Not to be delivered again (basic.reject and basic.nack with requeue=false). */
  reject(entry: Entry): void {
    this.#unacknowledged--;
    this.#bury(entry, "rejected");
  }

  /**
   * The client gives it back: to its original place. A quorum queue without a delivery limit puts it at the end, so that a message that
   * is refused for ever is not always the next (https://www.rabbitmq.com/docs/quorum-queues#repeated-requeues).
   */
  requeue(entry: Entry): void {
    const toTheEnd = this.policy.type === "quorum" && this.policy.deliveryLimit === undefined && !this.isDeleted;
    if (toTheEnd) this.#moveToTheEnd(entry);
    else this.giveBack(entry);
  }

  /** Whoever had it is gone: back to its original place, marked as redelivered; or away, when it came back too often. */
  giveBack(entry: Entry): void {
    this.#unacknowledged--;
    if (this.isDeleted) return this.#settle(entry);
    entry.redelivered = true;
    entry.deliveryCount++;
    const { deliveryLimit } = this.policy;
    if (deliveryLimit !== undefined && entry.deliveryCount > deliveryLimit) {
      return this.#bury(entry, "delivery_limit");
    }
    if (entry.journaled) {
      this.#host.journal.requeue(this.definition.queueId, entry.position, entry.deliveryCount);
    }
    this.#ready.putBack(entry);
    this.#hasReturned = true;
    this.#host.wake(this);
  }

  /** Removes the ready messages; unacknowledged ones stay. Nothing is dead-lettered. */
  purge(): number {
    const count = this.#ready.length;
    for (let entry = this.#ready.shift(); entry !== undefined; entry = this.#ready.shift()) this.#settle(entry);
    return count;
  }

  addConsumer(consumer: Consumer): void {
    this.consumers.add(consumer);
    this.#lease.suspend();
    this.#host.wake(this);
  }

  /** An auto-delete queue goes with its last consumer. */
  removeConsumer(consumer: Consumer): void {
    if (!this.consumers.remove(consumer) || this.isDeleted) return;
    if (this.consumers.size > 0) return this.#host.wake(this);
    this.touch();
    if (this.definition.autoDelete) this.#host.deleteQueue(this);
  }

  /** A consumer has credit again. */
  wakeConsumer(consumer: Consumer): void {
    this.consumers.wake(consumer);
    if (this.#ready.length > 0) this.#host.wake(this);
  }

  wakeConsumers(consumers: ReadonlySet<Consumer>): void {
    this.consumers.wakeAll(consumers);
    if (this.#ready.length > 0) this.#host.wake(this);
  }

  /** The queue was used: its lease (`x-expires`) starts again. */
  touch(): void {
    this.#lease.renew();
  }

  /** The end, after the host has forgotten the queue. Messages that are still unacknowledged are forgotten when they are settled. */
  destroy(): void {
    this.isDeleted = true;
    this.#expiry?.cancel();
    this.#lease.suspend();
    this.purge();
    this.#deadLetters?.drop();
    if (this.definition.durable && !this.definition.exclusive) {
      this.#host.journal.removeQueue(this.definition.queueId);
    }
    for (const consumer of this.consumers) consumer.queueDeleted();
  }

  #moveToTheEnd(entry: Entry): void {
    const moved: Entry = {
      ...entry,
      position: this.#nextPosition++,
      redelivered: true,
      deliveryCount: entry.deliveryCount + 1,
    };
    this.#host.memory.enter(moved.message);
    if (moved.journaled) this.#journal(moved);
    this.#unacknowledged--;
    this.#settle(entry);
    this.#ready.append(moved);
    this.#host.wake(this);
  }

  #deliver(consumer: Consumer, entry: Entry): void {
    consumer.deliver(this, entry);
    this.counts[consumer.noAck ? "deliverNoAck" : "deliver"]++;
    this.#handOut(entry, consumer.noAck);
  }

  #handOut(entry: Entry, noAck: boolean): void {
    if (entry.redelivered) this.counts.redeliver++;
    if (noAck) return this.#settle(entry);
    this.#unacknowledged++;
    if (entry.journaled && entry.position > this.#deliveredThrough) {
      this.#deliveredThrough = entry.position;
      this.#host.journal.delivered(this.definition.queueId, entry.position);
    }
  }

  #deliverOrExpire(entry: Entry): void {
    const consumer = this.consumers.next();
    if (consumer === undefined) this.#bury(entry, "expired");
    else this.#deliver(consumer, entry);
  }

  #journal(entry: Entry): void {
    const { message, position, expiresAtMs, deliveryCount } = entry;
    const { journal } = this.#host;
    if (message.journalEntries === 0) journal.storeMessage(message);
    message.journalEntries++;
    const { queueId } = this.definition;
    journal.enqueue({ queueId, position, messageId: message.messageId, expiresAtMs, deliveryCount });
  }

  /** The entry is gone for good. */
  #settle(entry: Entry): void {
    this.#host.memory.leave(entry.message);
    if (!entry.journaled) return;
    const { journal } = this.#host;
    if (!this.isDeleted) journal.settle(this.definition.queueId, entry.position);
    entry.message.journalEntries--;
    if (entry.message.journalEntries === 0) journal.removeMessage(entry.message.messageId);
  }

  /** Dead-letters the entry, if the queue says where to, and settles it after that: it is never in neither place. */
  #bury(entry: Entry, reason: DeathReason): void {
    if (!this.isDeleted) {
      const taken = this.policy.keepsDeadLetters ? new Set<string>() : undefined;
      const isTaken = this.#host.deadLetter(this, entry.message, reason, taken);
      if (!isTaken && taken !== undefined) return this.#keepDeadLetters().keep({ entry, reason, taken });
    }
    this.#settle(entry);
  }

  #keepDeadLetters(): KeptDeadLetters {
    return (this.#deadLetters ??= new KeptDeadLetters(this, this.#host, (kept) => this.#settle(kept)));
  }

  /** Only the head is looked at: that is where RabbitMQ looks (https://www.rabbitmq.com/docs/ttl). */
  #dropExpired(): void {
    const head = this.#ready.peek();
    if (head?.expiresAtMs === undefined) return;
    const now = this.#host.clock.now();
    for (let next: Entry | undefined = head; next !== undefined; next = this.#ready.peek()) {
      if (next.expiresAtMs === undefined || next.expiresAtMs > now) return;
      this.#bury(this.#ready.shift() as Entry, "expired");
    }
  }

  #armExpiry(): void {
    const expiresAtMs = this.#ready.peek()?.expiresAtMs;
    if (expiresAtMs === undefined) return;
    if (this.#expiry !== undefined && this.#expiry.atMs <= expiresAtMs) return;
    this.#expiry?.cancel();
    this.#expiry = this.#host.deadlines.at(expiresAtMs, () => {
      this.#expiry = undefined;
      this.#host.wake(this);
    });
  }

  #dropOverLimit(): void {
    while (this.#isOverLimit()) {
      this.#bury(this.#ready.shift() as Entry, "maxlen");
      // What waited behind it may be too old by now.
      this.#dropExpired();
    }
  }

  /** What counts where publishes are refused. */
  get #held(): Held {
    const kept = this.#deadLetters;
    return { length: this.#ready.length + (kept?.length ?? 0), bytes: this.#ready.bytes + (kept?.bytes ?? 0) };
  }

  #isOverLimit(): boolean {
    return this.policy.overflow === "drop-head" && this.#ready.length > 0 && exceeds(this.policy, this.#ready);
  }
}
