/** A queue that the grader consumes from by hand. */
import type { Channel, ConsumeMessage } from "amqplib";
import type { Text } from "../text.ts";
import { DEADLINES } from "./deadlines.ts";
import type { InboxMessage, StageInbox, WaitOptions } from "./stage.ts";
import type { Watch } from "./watch.ts";

export class Inbox implements StageInbox {
  readonly queue: string;
  readonly received: InboxMessage[] = [];
  readonly #channel: Channel;
  readonly #watch: Watch;

  private constructor(channel: Channel, queue: string, watch: Watch) {
    this.#channel = channel;
    this.queue = queue;
    this.#watch = watch;
  }

  /** Consumes from the queue, or from a private one of its own where none is named. */
  static async open(channel: Channel, queue: string | undefined, watch: Watch): Promise<Inbox> {
    const name = queue ?? (await channel.assertQueue("", { exclusive: true, durable: false })).queue;
    const inbox = new Inbox(channel, name, watch);
    await channel.consume(name, (message) => inbox.#take(message), { noAck: queue === undefined });
    return inbox;
  }

  async until(
    count: number,
    options: WaitOptions & { readonly waitedFor?: Text } = {},
  ): Promise<readonly InboxMessage[]> {
    return await this.#watch.until({
      condition: () => (this.received.length >= count ? [...this.received] : undefined),
      waitedFor: options.waitedFor ?? {
        en: `${count} messages in the queue '${this.queue}'`,
        "zh-CN": `队列 '${this.queue}' 中的 ${count} 条消息`,
      },
      deadlineMs: options.deadlineMs ?? DEADLINES.waitMs,
    });
  }

  acknowledge(message: InboxMessage): Promise<void> {
    this.#channel.ack({ fields: { deliveryTag: message.deliveryTag } } as ConsumeMessage);
    return Promise.resolve();
  }

  async close(): Promise<void> {
    await this.#channel.close();
  }

  #take(message: ConsumeMessage | null): void {
    if (message === null) return;
    const { fields, properties, content } = message;
    this.received.push({
      exchange: fields.exchange,
      routingKey: fields.routingKey,
      text: content.toString("utf8"),
      redelivered: fields.redelivered,
      deliveryTag: fields.deliveryTag,
      persistent: properties.deliveryMode === 2,
      ...(properties.replyTo === undefined ? {} : { replyTo: String(properties.replyTo) }),
      ...(properties.correlationId === undefined ? {} : { correlationId: String(properties.correlationId) }),
      headers: properties.headers ?? {},
    });
    this.#watch.notify();
  }
}
