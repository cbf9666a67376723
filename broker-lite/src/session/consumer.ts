/** A consumer of a channel, as its queue sees it: says whether it can take a message, and turns one into basic.deliver. */
import type { Consumer } from "../core/consumers.ts";
import type { Entry } from "../core/message.ts";
import { withHeader } from "../core/message.ts";
import type { Queue } from "../core/queue.ts";
import { DeliveryTemplate, type FieldTable, type Properties } from "../wire/index.ts";
import type { Channel } from "./channel.ts";

export interface ConsumerOptions {
  readonly consumerTag: string;
  readonly queue: Queue;
  readonly noAck: boolean;
  readonly exclusive: boolean;
  readonly priority: number;
  /** How many unacknowledged deliveries it may hold; 0 is no limit. */
  readonly prefetchCount: number;
  /** As the client gave them. */
  readonly arguments: FieldTable;
}

export class ChannelConsumer implements Consumer {
  readonly consumerTag: string;
  readonly queue: Queue;
  readonly noAck: boolean;
  readonly exclusive: boolean;
  readonly priority: number;
  readonly prefetchCount: number;
  readonly arguments: FieldTable;
  /** Deliveries to it that are not acknowledged. */
  held = 0;
  readonly #channel: Channel;
  readonly #template: DeliveryTemplate;

  constructor(channel: Channel, options: ConsumerOptions) {
    this.#template = new DeliveryTemplate(channel.number, options.consumerTag);
    this.#channel = channel;
    this.consumerTag = options.consumerTag;
    this.queue = options.queue;
    this.noAck = options.noAck;
    this.exclusive = options.exclusive;
    this.priority = options.priority;
    this.prefetchCount = options.prefetchCount;
    this.arguments = options.arguments;
  }

  canTake(): boolean {
    const channel = this.#channel;
    if (!channel.connection.canDeliver) return false;
    // Prefetch is no limit for automatic acknowledgement (https://www.rabbitmq.com/docs/consumer-prefetch).
    if (this.noAck) return true;
    if (this.prefetchCount > 0 && this.held >= this.prefetchCount) return false;
    return channel.sharedPrefetchCount === 0 || channel.held < channel.sharedPrefetchCount;
  }

  deliver(queue: Queue, entry: Entry): void {
    const channel = this.#channel;
    const deliveryTag = channel.nextDeliveryTag();
    if (this.noAck) channel.counts.deliverNoAck++;
    else {
      channel.counts.deliver++;
      this.held++;
      channel.held++;
      channel.addUnacked(deliveryTag, queue, entry, this);
    }
    const { exchange, routingKey, body } = entry.message;
    const { redelivered } = entry;
    if (redelivered) channel.counts.redeliver++;
    const properties = deliveredProperties(queue, entry);
    const { outbox } = channel.connection;
    outbox.deliver(this.#template, deliveryTag, redelivered, exchange, routingKey, properties, body);
  }

  queueDeleted(): void {
    this.#channel.consumerLost(this);
  }
}

/** Quorum queues say how often a message came back (https://www.rabbitmq.com/docs/quorum-queues#poison-message-handling). */
export function deliveredProperties(queue: Queue, entry: Entry, countsFirst = false): Properties {
  const { properties } = entry.message;
  if (queue.policy.type !== "quorum" || (entry.deliveryCount === 0 && !countsFirst)) return properties;
  const count = { type: "int64", value: entry.deliveryCount } as const;
  return { ...properties, headers: withHeader(properties.headers, "x-delivery-count", count) };
}
