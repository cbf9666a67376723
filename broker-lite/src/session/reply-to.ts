/**
 * Direct reply-to (https://www.rabbitmq.com/docs/direct-reply-to): a consumer of `amq.rabbitmq.reply-to` gets answers without any queue.
 * Owns the address; publishing to it is in `handlers/basic.ts`.
 */
import type { Broker, ReplyReceiver } from "../core/broker.ts";
import { MESSAGE_COST_BYTES } from "../limits.ts";
import { DeliveryTemplate } from "../wire/index.ts";
import type { Channel } from "./channel.ts";

export const REPLY_TO = "amq.rabbitmq.reply-to";
const ADDRESS_PREFIX = `${REPLY_TO}.`;

type Answer = Parameters<ReplyReceiver["reply"]>[0];

export class ReplyConsumer implements ReplyReceiver {
  readonly consumerTag: string;
  /** What takes the place of `amq.rabbitmq.reply-to` in the reply-to property of requests. */
  readonly address: string;
  readonly #channel: Channel;
  readonly #token: string;
  readonly #template: DeliveryTemplate;
  /** Answers that its connection can't take now. */
  readonly #waiting: Answer[] = [];

  constructor(channel: Channel, consumerTag: string) {
    this.#channel = channel;
    this.consumerTag = consumerTag;
    this.#template = new DeliveryTemplate(channel.number, consumerTag);
    this.#token = channel.connection.broker.ids.token();
    this.address = `${ADDRESS_PREFIX}${this.#token}`;
    channel.connection.broker.replyReceivers.set(this.#token, this);
  }

  reply(answer: Answer): void {
    if (this.#waiting.length === 0 && this.#channel.connection.canDeliver) return this.#send(answer);
    // Nobody is asked to wait for a requester that does not read; as its answers fill the memory, publishers are.
    this.#channel.connection.broker.memory.hold(costOf(answer));
    this.#waiting.push(answer);
  }

  /** The connection may send again. */
  wake(): void {
    const { connection } = this.#channel;
    let sent = 0;
    for (; sent < this.#waiting.length && connection.canDeliver; sent++) {
      const answer = this.#waiting[sent] as Answer;
      connection.broker.memory.hold(-costOf(answer));
      this.#send(answer);
    }
    this.#waiting.splice(0, sent);
  }

  stop(): void {
    const { broker } = this.#channel.connection;
    broker.replyReceivers.delete(this.#token);
    for (const answer of this.#waiting.splice(0)) broker.memory.hold(-costOf(answer));
  }

  #send({ exchange, routingKey, properties, body }: Answer): void {
    // Answers don't use up delivery tags: there is nothing to acknowledge (rabbit_channel, deliver_reply).
    const deliveryTag = this.#channel.upcomingDeliveryTag;
    const { outbox } = this.#channel.connection;
    outbox.deliver(this.#template, deliveryTag, false, exchange, routingKey, properties, body);
  }
}

function costOf({ body }: Answer): number {
  return body.byteLength + MESSAGE_COST_BYTES;
}

export function isReplyAddress(name: string): boolean {
  return name.startsWith(ADDRESS_PREFIX);
}

/** Who waits at that address; undefined when nobody does any more. */
export function replyReceiver(broker: Broker, address: string): ReplyReceiver | undefined {
  return broker.replyReceivers.get(address.slice(ADDRESS_PREFIX.length));
}
