/** What a vhost says to what it refuses, in RabbitMQ's words. */
import { channelError, connectionError } from "./errors.ts";
import type { Profile } from "./profile.ts";

export function defaultExchangeRefused(): Error {
  return channelError("ACCESS_REFUSED", "operation not permitted on the default exchange");
}

export function unknownExchangeType(type: string, { unknownExchangeTypeEnds }: Profile): Error {
  const text = `unknown exchange type '${type}'`;
  return unknownExchangeTypeEnds === "connection"
    ? connectionError("COMMAND_INVALID", text)
    : channelError("PRECONDITION_FAILED", text);
}

/** @param queue as texts name it: `queue 'q' in vhost '/'` */
export function lockedQueue(queue: string): Error {
  const text =
    `cannot obtain exclusive access to locked ${queue}. It could be originally declared on another connection or ` +
    "the exclusive property value does not match that of the original declaration.";
  return channelError("RESOURCE_LOCKED", text);
}
