/** Class basic, the consumer's half: qos, consume, cancel, get, and every kind of acknowledgement (amqp0-9-1 §1.8). */
import { consumerPriority } from "../../core/arguments.ts";
import { channelError, connectionError } from "../../core/errors.ts";
import type { Queue } from "../../core/queue.ts";
import type { MethodFields } from "../../wire/index.ts";
import type { Channel } from "../channel.ts";
import { ChannelConsumer, deliveredProperties } from "../consumer.ts";
import { REPLY_TO, ReplyConsumer } from "../reply-to.ts";
import { assertPermission, cleanName } from "./names.ts";
import type { Handlers } from "./table.ts";

export const consumeHandlers: Handlers<
  | "basic.qos"
  | "basic.consume"
  | "basic.cancel"
  | "basic.cancel-ok"
  | "basic.get"
  | "basic.ack"
  | "basic.reject"
  | "basic.nack"
  | "basic.recover"
  | "basic.recover-async"
> = {
  // https://www.rabbitmq.com/docs/consumer-prefetch: `global` means something else than in the specification.
  "basic.qos": (channel, { prefetchSize, prefetchCount, global }) => {
    if (prefetchSize !== 0) throw connectionError("NOT_IMPLEMENTED", `prefetch_size!=0 (${prefetchSize})`);
    if (!global) channel.prefetchCount = prefetchCount;
    // Seen on RabbitMQ 3.10: setting one kind lifts the global limit that was set before.
    if (!global || !channel.connection.broker.profile.ignoresGlobalPrefetch) {
      channel.sharedPrefetchCount = global ? prefetchCount : 0;
      channel.wakeConsumers();
    }
    channel.send("basic.qos-ok", {});
  },

  "basic.consume": (channel, fields) => {
    // What an empty name stands for is asked before anything else, as RabbitMQ does.
    const name = channel.queueName(cleanName(fields.queue));
    const consumerTag = newConsumerTag(channel, fields.consumerTag);
    if (name === REPLY_TO) return consumeReplies(channel, consumerTag, fields);
    assertPermission(channel, "read", "queue", name);
    const queue = channel.queue(name);
    const text = channel.vhost.queueText(name);
    if (queue.policy.type === "quorum" && channel.sharedPrefetchCount > 0) {
      throw connectionError("NOT_IMPLEMENTED", `${text} does not support global qos`);
    }
    const { noAck, exclusive } = fields;
    const priority = consumerPriority(text, fields.arguments);
    channel.vhost.assertConsumable(queue, exclusive);
    channel.connection.broker.room.assertFor("consumer");
    const { prefetchCount } = channel;
    const consumer = new ChannelConsumer(channel, {
      consumerTag,
      queue,
      noAck,
      exclusive,
      priority,
      prefetchCount,
      arguments: fields.arguments,
    });
    // The answer first: deliveries come when the turn ends.
    if (!fields.nowait) channel.send("basic.consume-ok", { consumerTag });
    channel.addConsumer(consumer);
  },

  // A tag that isn't there is no error in RabbitMQ.
  "basic.cancel": (channel, { consumerTag, nowait }) => {
    if (channel.replyConsumer?.consumerTag === consumerTag) {
      channel.replyConsumer.stop();
      channel.replyConsumer = undefined;
    } else channel.removeConsumer(consumerTag);
    if (!nowait) channel.send("basic.cancel-ok", { consumerTag });
  },

  "basic.cancel-ok": () => {},

  "basic.get": (channel, { queue: queueName, noAck }) => {
    const name = channel.queueName(cleanName(queueName));
    assertPermission(channel, "read", "queue", name);
    const queue = channel.queue(name);
    assertGettable(channel, queue);
    const entry = queue.take(noAck);
    channel.counts.noteGet(entry !== undefined, noAck);
    if (entry === undefined) return channel.send("basic.get-empty", {});
    if (entry.redelivered) channel.counts.redeliver++;
    const deliveryTag = channel.nextDeliveryTag();
    if (!noAck) channel.addUnacked(deliveryTag, queue, entry, undefined);
    const { exchange, routingKey, body } = entry.message;
    const { outbox, broker } = channel.connection;
    outbox.sendContent(
      channel.number,
      "basic.get-ok",
      { deliveryTag, redelivered: entry.redelivered, exchange, routingKey, messageCount: queue.readyCount },
      deliveredProperties(queue, entry, broker.profile.countsFirstGet),
      body,
    );
  },

  "basic.ack": (channel, { deliveryTag, multiple }) => channel.settle(deliveryTag, multiple, "acknowledge"),

  "basic.reject": (channel, { deliveryTag, requeue }) =>
    channel.settle(deliveryTag, false, requeue ? "requeue" : "reject"),

  // https://www.rabbitmq.com/docs/nack
  "basic.nack": (channel, { deliveryTag, multiple, requeue }) =>
    channel.settle(deliveryTag, multiple, requeue ? "requeue" : "reject"),

  "basic.recover": (channel, { requeue }) => {
    recover(channel, requeue);
    channel.send("basic.recover-ok", {});
  },

  "basic.recover-async": (channel, { requeue }) => recover(channel, requeue),
};

/** A quorum queue would have to make the getter its active consumer (rabbit_quorum_queue:dequeue). */
function assertGettable(channel: Channel, { name, policy }: Queue): void {
  if (policy.type !== "quorum" || !policy.singleActiveConsumer) return;
  const why = "basic.get operations are not supported by quorum queues with single active consumer";
  throw channelError("RESOURCE_LOCKED", `cannot obtain access to locked ${channel.vhost.queueText(name)}. ${why}`);
}

/** The tag of a consumer of replies does not count as taken in RabbitMQ. */
function newConsumerTag(channel: Channel, requested: string): string {
  if (requested === "") return `amq.ctag-${channel.connection.broker.ids.token()}`;
  if (channel.consumers.has(requested)) {
    throw connectionError("NOT_ALLOWED", `attempt to reuse consumer tag '${requested}'`);
  }
  return requested;
}

/** https://www.rabbitmq.com/docs/direct-reply-to#limitations */
function consumeReplies(channel: Channel, consumerTag: string, fields: MethodFields<"basic.consume">): void {
  if (channel.replyConsumer !== undefined) throw channelError("PRECONDITION_FAILED", "reply consumer already set");
  if (!fields.noAck) throw channelError("PRECONDITION_FAILED", "reply consumer cannot acknowledge");
  channel.replyConsumer = new ReplyConsumer(channel, consumerTag);
  if (!fields.nowait) channel.send("basic.consume-ok", { consumerTag });
}

/** Everything that is open goes back to its queue, and may come again to whoever is next. */
function recover(channel: Channel, requeue: boolean): void {
  // RabbitMQ never implemented the other form (https://www.rabbitmq.com/docs/specification#methods).
  if (!requeue) throw connectionError("NOT_IMPLEMENTED", "requeue=false");
  channel.settleNow(channel.unacked.takeAll(), "requeue");
}
