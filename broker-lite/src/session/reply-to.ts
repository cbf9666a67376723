/**
 * Direct reply-to (https://www.rabbitmq.com/docs/direct-reply-to): a consumer of `amq.rabbitmq.reply-to` gets answers without any queue.
 * Owns the address; publishing to it is in `handlers/basic.ts`.
 */
import type { Broker, ReplyReceiver } from "../core/broker.ts";
import type { Message } from "../core/message.ts";
import type { Channel } from "./channel.ts";

export const REPLY_TO = "amq.rabbitmq.reply-to";
const ADDRESS_PREFIX = `${REPLY_TO}.`;

export class ReplyConsumer implements ReplyReceiver {
  readonly consumerTag: string;
  /** What takes the place of `amq.rabbitmq.reply-to` in the reply-to property of requests. */
  readonly address: string;
  readonly #channel: Channel;
  readonly #token: string;

  constructor(channel: Channel, consumerTag: string) {
    this.#channel = channel;
    this.consumerTag = consumerTag;
    this.#token = channel.connection.broker.ids.token();
    this.address = `${ADDRESS_PREFIX}${this.#token}`;
    channel.connection.broker.replyReceivers.set(this.#token, this);
  }

  reply({
    exchange,
    routingKey,
    properties,
    body,
  }: Pick<Message, "exchange" | "routingKey" | "properties" | "body">): void {
    // Answers don't use up delivery tags: there is nothing to acknowledge (rabbit_channel, deliver_reply).
    const deliveryTag = this.#channel.upcomingDeliveryTag;
    const { consumerTag } = this;
    const fields = { consumerTag, deliveryTag, redelivered: false, exchange, routingKey };
    this.#channel.connection.outbox.sendContent(this.#channel.number, "basic.deliver", fields, properties, body);
  }

  stop(): void {
    this.#channel.connection.broker.replyReceivers.delete(this.#token);
  }
}

export function isReplyAddress(name: string): boolean {
  return name.startsWith(ADDRESS_PREFIX);
}

/** Who waits at that address; undefined when nobody does any more. */
export function replyReceiver(broker: Broker, address: string): ReplyReceiver | undefined {
  return broker.replyReceivers.get(address.slice(ADDRESS_PREFIX.length));
}
