/** Every method that clients may call on a channel, and who handles it. */
import { connectionError } from "../../core/errors.ts";
import type { Assembled, Method, MethodName } from "../../wire/index.ts";
import type { Channel } from "../channel.ts";
import { basicHandlers } from "./basic.ts";
import { channelHandlers } from "./channel.ts";
import { confirmHandlers } from "./confirm.ts";
import { consumeHandlers } from "./consume.ts";
import { exchangeHandlers } from "./exchange.ts";
import { queueHandlers } from "./queue.ts";
import type { Content, Handler } from "./table.ts";
import { txHandlers } from "./tx.ts";

const HANDLERS: { readonly [N in MethodName]?: Handler<N> } = {
  ...channelHandlers,
  ...exchangeHandlers,
  ...queueHandlers,
  ...basicHandlers,
  ...consumeHandlers,
  ...confirmHandlers,
  ...txHandlers,
};

type AnyHandler = (channel: Channel, fields: Method["fields"], content: Content) => void;

const NO_CONTENT: Content = { properties: {}, body: new Uint8Array(0) };

export function handleChannelMethod(channel: Channel, assembled: Assembled): void {
  const { method, properties, body } = assembled;
  // Name and fields of one method belong together; the compiler can't follow that through a table.
  const handler = HANDLERS[method.name] as AnyHandler | undefined;
  // What only a server may say, and connection methods on a channel (rabbit_channel: "unimplemented method").
  if (handler === undefined) throw connectionError("COMMAND_INVALID", "unimplemented method");
  const content = properties === undefined || body === undefined ? NO_CONTENT : { properties, body };
  handler(channel, method.fields, content);
}
