/** Class channel (amqp0-9-1 §1.5), and what is left of class access. channel.open itself is the connection's: before it there is no channel. */
import { connectionError } from "../../core/errors.ts";
import type { Handlers } from "./table.ts";

export const channelHandlers: Handlers<"channel.open" | "channel.flow" | "channel.close" | "access.request"> = {
  "channel.open": () => {
    throw connectionError("CHANNEL_ERROR", "second 'channel.open' seen");
  },

  // RabbitMQ never stops its deliveries by flow (https://www.rabbitmq.com/docs/specification#rules).
  "channel.flow": (channel, { active }) => {
    if (!active) throw connectionError("NOT_IMPLEMENTED", "active=false");
    channel.send("channel.flow-ok", { active: true });
  },

  "channel.close": (channel) => {
    channel.sendConfirms();
    channel.connection.closeChannel(channel);
    channel.connection.forgetChannel(channel);
    channel.send("channel.close-ok", {});
  },

  "access.request": (channel) => {
    channel.send("access.request-ok", { ticket: 1 });
  },
};
