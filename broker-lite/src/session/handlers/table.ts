/** The shape of the handler tables: one function for each method that a client may call on a channel. */
import type { MethodFields, MethodName, Properties } from "../../wire/index.ts";
import type { Channel } from "../channel.ts";

/** Properties and body of a method that carries content. */
export interface Content {
  readonly properties: Properties;
  readonly body: Uint8Array;
}

export type Handler<N extends MethodName> = (channel: Channel, fields: MethodFields<N>, content: Content) => void;

export type Handlers<N extends MethodName> = { readonly [M in N]: Handler<M> };
