/**
 * One channel: its consumers, its open deliveries, its confirm or transaction mode. The methods that clients call on it are in
 * `handlers/`, one file per class; this is the state they work on.
 */
import { ContentAssembler, type MethodFields, type MethodName } from "../wire/index.ts";
import type { Consumer } from "../core/consumers.ts";
import type { Deadline } from "../core/deadlines.ts";
import type { ChannelCounts } from "../core/counts.ts";
import { channelError } from "../core/errors.ts";
import type { Entry } from "../core/message.ts";
import type { Publication } from "../core/publishing.ts";
import type { Queue } from "../core/queue.ts";
import type { Vhost } from "../core/vhost.ts";
import type { Confirms } from "./confirms.ts";
import type { Connection } from "./connection.ts";
import type { ChannelConsumer } from "./consumer.ts";
import { deliveryTimeoutMs } from "./delivery-timeout.ts";
import type { ReplyConsumer } from "./reply-to.ts";
import { Unacked, type Delivery } from "./unacked.ts";

/** What became of a delivery: by the client's word, or because the channel is gone. */
export type Settlement = "acknowledge" | "reject" | "requeue" | "giveBack";

/** Work that waits for tx.commit. */
export interface Transaction {
  publications: { readonly publication: Publication; readonly mandatory: boolean }[];
  /** Of the publications' bodies. */
  bytes: number;
  settlements: { readonly deliveries: readonly Delivery[]; readonly settlement: Settlement }[];
}

export class Channel {
  readonly number: number;
  readonly connection: Connection;
  readonly vhost: Vhost;
  readonly assembler = new ContentAssembler();
  readonly consumers = new Map<string, ChannelConsumer>();
  readonly counts: ChannelCounts;
  readonly unacked = new Unacked();
  /** Set by confirm.select. */
  confirms: Confirms | undefined;
  /** Set by tx.select. */
  transaction: Transaction | undefined;
  replyConsumer: ReplyConsumer | undefined;
  /** What an empty queue name means: the queue that was declared last on this channel (amqp0-9-1, queue.bind). */
  lastQueueName = "";
  /** For consumers that start from now on; 0 is no limit. */
  prefetchCount = 0;
  /** For all consumers of the channel together (basic.qos with global=true); 0 is no limit. */
  sharedPrefetchCount = 0;
  /** Unacknowledged deliveries to consumers. */
  held = 0;
  /** The server has closed it and waits for close-ok: what the client sent meanwhile is ignored. */
  isClosing = false;
  #lastDeliveryTag = 0;
  #contentBytes = 0;
  /** When the first acknowledgement is late, or would have been. */
  #timeout: Deadline | undefined;
  /** Tags of deliveries that went back because nobody acknowledged them: the client may still do so. */
  readonly #lapsed = new Set<number>();
  #awaitingJournal: number[] = [];

  constructor(number: number, connection: Connection, vhost: Vhost) {
    this.number = number;
    this.connection = connection;
    this.vhost = vhost;
    this.counts = vhost.counts.openChannel();
  }

  send<N extends MethodName>(name: N, fields: MethodFields<N>): void {
    this.connection.outbox.send(this.number, name, fields);
  }

  /** The tag that the next delivery will have. */
  get upcomingDeliveryTag(): number {
    return this.#lastDeliveryTag + 1;
  }

  /** Delivery tags count from 1 in each channel, for consumers and basic.get together. */
  nextDeliveryTag(): number {
    return ++this.#lastDeliveryTag;
  }

  /** The queue of that name, or the last declared one for an empty name; where this connection may use it. */
  queue(name: string): Queue {
    return this.vhost.queue(this.queueName(name), this.connection);
  }

  queueName(name: string): string {
    const expanded = name === "" ? this.lastQueueName : name;
    if (expanded === "") throw channelError("NOT_FOUND", "no previously declared queue");
    return expanded;
  }

  addConsumer(consumer: ChannelConsumer): void {
    this.connection.broker.room.take("consumer");
    this.consumers.set(consumer.consumerTag, consumer);
    consumer.queue.addConsumer(consumer);
  }

  /** Its deliveries stay open until they are settled. */
  removeConsumer(consumerTag: string): void {
    const consumer = this.consumers.get(consumerTag);
    if (consumer === undefined) return;
    this.#forgetConsumer(consumer);
    consumer.queue.removeConsumer(consumer);
  }

  /** Its queue is gone: clients that asked for it are told (https://www.rabbitmq.com/docs/consumer-cancel). */
  consumerLost(consumer: ChannelConsumer): void {
    this.#forgetConsumer(consumer);
    if (this.isClosing || !this.connection.clientCan("consumer_cancel_notify")) return;
    this.send("basic.cancel", { consumerTag: consumer.consumerTag, nowait: true });
  }

  #forgetConsumer(consumer: ChannelConsumer): void {
    if (this.consumers.delete(consumer.consumerTag)) this.connection.broker.room.giveBack("consumer");
  }

  /** @param consumer undefined for basic.get */
  addUnacked(deliveryTag: number, queue: Queue, entry: Entry, consumer: ChannelConsumer | undefined): void {
    const { broker } = this.connection;
    const deliveredAtMs = broker.clock.now();
    this.unacked.add({ deliveryTag, queue, entry, consumer, deliveredAtMs });
    const dueAtMs = deliveredAtMs + deliveryTimeoutMs(broker, queue, consumer);
    if (dueAtMs < (this.#timeout?.atMs ?? Infinity)) this.#watch(dueAtMs);
  }

  /**
   * RabbitMQ looks once a minute whether an acknowledgement is late; here it is the very moment. Like a heartbeat it is one deadline,
   * planned anew when it comes, whatever was acknowledged meanwhile.
   */
  #watch(dueAtMs: number): void {
    this.#timeout?.cancel();
    this.#timeout = dueAtMs === Infinity ? undefined : this.connection.broker.deadlines.at(dueAtMs, () => this.#late());
  }

  #late(): void {
    this.#timeout = undefined;
    const { broker } = this.connection;
    let nextAtMs = Infinity;
    for (const delivery of this.unacked) {
      const timeoutMs = deliveryTimeoutMs(broker, delivery.queue, delivery.consumer);
      const dueAtMs = delivery.deliveredAtMs + timeoutMs;
      if (dueAtMs > broker.clock.now()) nextAtMs = Math.min(nextAtMs, dueAtMs);
      else if (!this.#lapse(delivery)) return this.#failLate(timeoutMs);
    }
    this.#watch(nextAtMs);
  }

  #failLate(timeoutMs: number): void {
    const text =
      `delivery acknowledgement on channel ${this.number} timed out. Timeout value used: ${timeoutMs} ms. ` +
      "This timeout value can be configured, see consumers doc guide to learn more";
    this.connection.failChannel(channelError("PRECONDITION_FAILED", text), this);
  }

  /** Since 4.3 a client that can be told loses its consumer and not its channel; what was late goes back to the queue. */
  #lapse(delivery: Delivery): boolean {
    const { consumer, deliveryTag } = delivery;
    const { broker } = this.connection;
    if (!broker.profile.lateAcknowledgementCancels || consumer === undefined) return false;
    if (!this.connection.clientCan("consumer_cancel_notify")) return false;
    if (this.consumers.has(consumer.consumerTag)) {
      this.removeConsumer(consumer.consumerTag);
      this.send("basic.cancel", { consumerTag: consumer.consumerTag, nowait: true });
    }
    this.unacked.take(deliveryTag);
    this.#lapsed.add(deliveryTag);
    this.settleNow([delivery], "giveBack");
    return true;
  }

  /** basic.ack, nack and reject: at once, or at tx.commit. */
  settle(deliveryTag: number, multiple: boolean, settlement: Settlement): void {
    const taken = multiple ? this.unacked.takeThrough(deliveryTag) : this.unacked.take(deliveryTag);
    if (taken === undefined && this.#lapsed.delete(deliveryTag)) return;
    if (taken === undefined) throw channelError("PRECONDITION_FAILED", `unknown delivery tag ${deliveryTag}`);
    const deliveries = "entry" in taken ? [taken] : taken;
    if (this.transaction === undefined) this.settleNow(deliveries, settlement);
    else this.transaction.settlements.push({ deliveries, settlement });
  }

  settleNow(deliveries: readonly Delivery[], settlement: Settlement): void {
    if (settlement === "acknowledge") this.counts.acknowledge += deliveries.length;
    for (const { queue, entry, consumer } of deliveries) {
      queue[settlement](entry);
      if (consumer === undefined) continue;
      consumer.held--;
      this.held--;
      if (this.sharedPrefetchCount === 0) queue.wakeConsumer(consumer);
    }
    // What one of them gives back is free for all of them.
    if (this.sharedPrefetchCount > 0) this.wakeConsumers();
  }

  /** The connection may send again. */
  wake(): void {
    this.replyConsumer?.wake();
    this.wakeConsumers();
  }

  /** Their credit may have changed. */
  wakeConsumers(): void {
    const consumers = new Set<Consumer>(this.consumers.values());
    const queues = new Set([...this.consumers.values()].map(({ queue }) => queue));
    for (const queue of queues) queue.wakeConsumers(consumers);
  }

  /** The publish of that number is told to the journal, and confirmed once that is on disk. */
  confirmAfterJournal(tag: number): void {
    this.#awaitingJournal.push(tag);
    this.connection.confirmLater(this);
  }

  /** One question to the journal for all publishes of a turn. */
  confirmWhenSafe(): void {
    const { confirms } = this;
    if (this.#awaitingJournal.length === 0 || confirms === undefined) return;
    const tags = this.#awaitingJournal;
    this.#awaitingJournal = [];
    this.connection.broker.journal.flushed(() => {
      for (const tag of tags) confirms.confirm(tag);
      if (!this.isClosing) this.connection.confirmLater(this);
    });
  }

  /** Tells the publisher what became of its messages. */
  sendConfirms(): void {
    if (this.confirms?.hasNews !== true) return;
    this.counts.confirm += this.confirms.confirmedCount;
    for (const confirm of this.confirms.take()) {
      const { deliveryTag } = confirm;
      if (confirm.name === "basic.ack") this.send("basic.ack", { deliveryTag, multiple: confirm.multiple });
      else this.send("basic.nack", { deliveryTag, multiple: false, requeue: false });
    }
  }

  /** Whether a publish with so large a body could begin and end now. */
  awaitsPublish(bodySize: number): boolean {
    const { messageMaximumBytes } = this.connection.broker.profile;
    return !this.isClosing && !this.assembler.isInContent && bodySize <= messageMaximumBytes;
  }

  assertBodySize(bodySize: number): void {
    const { messageMaximumBytes } = this.connection.broker.profile;
    if (bodySize <= messageMaximumBytes) return;
    const text = `message size ${bodySize} is larger than configured max size ${messageMaximumBytes}`;
    throw channelError("PRECONDITION_FAILED", text);
  }

  /** What has come of a body counts as memory before it is a message. */
  noteContent(): void {
    const { pendingBytes } = this.assembler;
    if (pendingBytes === this.#contentBytes) return;
    this.connection.broker.memory.hold(pendingBytes - this.#contentBytes);
    this.#contentBytes = pendingBytes;
  }

  /** The first half of an end: nothing is delivered here any more. */
  stopConsuming(): void {
    this.isClosing = true;
    this.#timeout?.cancel();
    for (const consumerTag of this.consumers.keys()) this.removeConsumer(consumerTag);
    this.replyConsumer?.stop();
    this.replyConsumer = undefined;
  }

  /** The second half: what is unacknowledged goes back to its place (https://www.rabbitmq.com/docs/confirms#automatic-requeueing). */
  releaseDeliveries(): void {
    this.assembler.reset();
    this.noteContent();
    this.connection.broker.memory.hold(-(this.transaction?.bytes ?? 0));
    const inTransaction = this.transaction?.settlements.flatMap(({ deliveries }) => deliveries) ?? [];
    this.transaction = undefined;
    this.confirms = undefined;
    this.unacked.restore(inTransaction);
    this.settleNow(this.unacked.takeAll(), "giveBack");
  }
}
