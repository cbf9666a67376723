/** Class queue (amqp0-9-1 §1.7). */
import { stringArgument } from "../../core/arguments.ts";
import { channelError } from "../../core/errors.ts";
import { defaultExchangeRefused } from "../../core/refusals.ts";
import type { MethodFields } from "../../wire/index.ts";
import type { Channel } from "../channel.ts";
import { isReplyAddress, REPLY_TO, replyReceiver } from "../reply-to.ts";
import { assertPermission, assertTopicPermission, cleanName } from "./names.ts";
import type { Handlers } from "./table.ts";

export const queueHandlers: Handlers<"queue.declare" | "queue.bind" | "queue.unbind" | "queue.purge" | "queue.delete"> =
  {
    "queue.declare": (channel, fields) => {
      const name = cleanName(fields.queue);
      const status =
        name === REPLY_TO || isReplyAddress(name) ? replyQueue(channel, name) : declare(channel, fields, name);
      if (!fields.nowait) channel.send("queue.declare-ok", status);
    },

    "queue.bind": (channel, fields) => {
      const { queue, exchange, routingKey } = namesOf(channel, fields);
      channel.vhost.exchange(exchange);
      const target = channel.vhost.anyQueue(queue);
      channel.vhost.bind(exchange, target, routingKey, fields.arguments, channel.connection);
      if (!fields.nowait) channel.send("queue.bind-ok", {});
    },

    "queue.unbind": (channel, fields) => {
      const { queue, exchange, routingKey } = namesOf(channel, fields);
      // What isn't there is no error since RabbitMQ 3.2.
      const target = channel.vhost.queues.get(queue);
      if (target !== undefined) {
        channel.vhost.unbind(exchange, target, routingKey, fields.arguments, channel.connection);
      }
      channel.send("queue.unbind-ok", {});
    },

    "queue.purge": (channel, fields) => {
      const name = channel.queueName(cleanName(fields.queue));
      assertPermission(channel, "read", "queue", name);
      const messageCount = channel.queue(name).purge();
      if (!fields.nowait) channel.send("queue.purge-ok", { messageCount });
    },

    "queue.delete": (channel, fields) => {
      const name = channel.queueName(cleanName(fields.queue));
      assertPermission(channel, "configure", "queue", name);
      const { ifUnused, ifEmpty } = fields;
      const messageCount = channel.vhost.deleteQueue(name, channel.connection, { ifUnused, ifEmpty });
      if (!fields.nowait) channel.send("queue.delete-ok", { messageCount });
    },
  };

type DeclareOk = MethodFields<"queue.declare-ok">;

function declare(channel: Channel, fields: MethodFields<"queue.declare">, given: string): DeclareOk {
  const { vhost, connection } = channel;
  const name = given === "" && !fields.passive ? vhost.newQueueName() : given;
  if (!fields.passive) {
    assertPermission(channel, "configure", "queue", name);
    const deadLetterExchange = stringArgument(fields.arguments, "x-dead-letter-exchange");
    if (deadLetterExchange !== undefined) {
      assertPermission(channel, "read", "queue", name);
      assertPermission(channel, "write", "exchange", deadLetterExchange);
    }
  }
  const { durable, exclusive, autoDelete, arguments: table } = fields;
  const queue = fields.passive
    ? vhost.queue(name, connection)
    : vhost.declareQueue({ name: given, durable, exclusive, autoDelete, arguments: table }, connection, name);
  if (fields.passive) queue.touch();
  if (queue.owner === connection) connection.exclusiveQueues.add(queue);
  channel.lastQueueName = queue.name;
  return { queue: queue.name, messageCount: queue.readyCount, consumerCount: queue.consumers.size };
}

/** Tells whether somebody still waits for an answer there (https://www.rabbitmq.com/docs/direct-reply-to). */
function replyQueue(channel: Channel, name: string): DeclareOk {
  if (name !== REPLY_TO && replyReceiver(channel.connection.broker, name) === undefined) {
    throw channelError("NOT_FOUND", `no ${channel.vhost.queueText(name)}`);
  }
  return { queue: name, messageCount: 0, consumerCount: 1 };
}

type BindingFields = Pick<MethodFields<"queue.bind">, "queue" | "exchange" | "routingKey">;

function namesOf(channel: Channel, fields: BindingFields): { queue: string; exchange: string; routingKey: string } {
  const exchange = cleanName(fields.exchange);
  const given = cleanName(fields.queue);
  const queue = channel.queueName(given);
  if (exchange === "") throw defaultExchangeRefused();
  assertPermission(channel, "write", "queue", queue);
  assertPermission(channel, "read", "exchange", exchange);
  // Neither queue nor key given: the key is the queue's name, too (amqp0-9-1, queue.bind, routing-key).
  const routingKey = given === "" && fields.routingKey === "" ? queue : fields.routingKey;
  assertTopicPermission(channel, "read", channel.vhost.exchanges.get(exchange), routingKey);
  return { queue, exchange, routingKey };
}
