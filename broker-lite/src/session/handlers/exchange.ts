/** Class exchange (amqp0-9-1 §1.6), with RabbitMQ's bindings between exchanges (https://www.rabbitmq.com/docs/e2e). */
import { stringArgument } from "../../core/arguments.ts";
import { defaultExchangeRefused } from "../../core/refusals.ts";
import type { MethodFields } from "../../wire/index.ts";
import type { Channel } from "../channel.ts";
import { assertPermission, assertTopicPermission, cleanName } from "./names.ts";
import type { Handlers } from "./table.ts";

export const exchangeHandlers: Handlers<"exchange.declare" | "exchange.delete" | "exchange.bind" | "exchange.unbind"> =
  {
    "exchange.declare": (channel, fields) => {
      const name = cleanName(fields.exchange);
      if (name === "") throw defaultExchangeRefused();
      if (fields.passive) channel.vhost.exchange(name);
      else {
        assertPermission(channel, "configure", "exchange", name);
        const alternate = stringArgument(fields.arguments, "alternate-exchange");
        if (alternate !== undefined) {
          assertPermission(channel, "read", "exchange", name);
          assertPermission(channel, "write", "exchange", alternate);
        }
        const { type, durable, autoDelete, internal, arguments: table } = fields;
        channel.vhost.declareExchange({ name, type, durable, autoDelete, internal, arguments: table });
      }
      if (!fields.nowait) channel.send("exchange.declare-ok", {});
    },

    "exchange.delete": (channel, { exchange, ifUnused, nowait }) => {
      const name = cleanName(exchange);
      assertPermission(channel, "configure", "exchange", name);
      channel.vhost.deleteExchange(name, ifUnused);
      if (!nowait) channel.send("exchange.delete-ok", {});
    },

    "exchange.bind": (channel, fields) => {
      const { source, destination } = namesOf(channel, fields);
      // Where both are missing, RabbitMQ names the source.
      channel.vhost.exchange(source);
      const target = channel.vhost.exchange(destination);
      channel.vhost.bind(source, target, fields.routingKey, fields.arguments);
      if (!fields.nowait) channel.send("exchange.bind-ok", {});
    },

    "exchange.unbind": (channel, fields) => {
      const { source, destination } = namesOf(channel, fields);
      const target = channel.vhost.exchanges.get(destination);
      if (target !== undefined) channel.vhost.unbind(source, target, fields.routingKey, fields.arguments);
      if (!fields.nowait) channel.send("exchange.unbind-ok", {});
    },
  };

function namesOf(
  channel: Channel,
  fields: MethodFields<"exchange.bind" | "exchange.unbind">,
): { source: string; destination: string } {
  const [source, destination] = [cleanName(fields.source), cleanName(fields.destination)];
  if (source === "" || destination === "") throw defaultExchangeRefused();
  assertPermission(channel, "write", "exchange", destination);
  assertPermission(channel, "read", "exchange", source);
  assertTopicPermission(channel, "read", channel.vhost.exchanges.get(source), fields.routingKey);
  return { source, destination };
}
