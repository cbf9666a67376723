/** Class channel (amqp0-9-1 §1.5), and what is left of class access. channel.open itself is the connection's: before it there is no channel. */
import { connectionError } from "../../core/errors.ts";
import type { Frame } from "../../wire/index.ts";
import type { Channel } from "../channel.ts";
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

/** Only channel.open may come on a channel that is not there. */
export function assertOpens(frame: Frame): void {
  if (frame.type !== "method") {
    throw connectionError("UNEXPECTED_FRAME", "expected method frame, got non method frame instead");
  }
  if (frame.method.name !== "channel.open") throw connectionError("CHANNEL_ERROR", "expected 'channel.open'");
}

/** Between our channel.close and its close-ok everything else is ignored (amqp0-9-1, channel.close). */
export function ignoreWhileClosing(channel: Channel, frame: Frame): void {
  if (frame.type !== "method") return;
  if (frame.method.name === "channel.close-ok") channel.connection.forgetChannel(channel);
  if (frame.method.name === "channel.close") channel.send("channel.close-ok", {});
}
