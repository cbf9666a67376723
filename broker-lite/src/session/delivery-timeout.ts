/**
 * How long a delivery may wait for its acknowledgement (https://www.rabbitmq.com/docs/consumers#acknowledgement-timeout). What happens
 * then is the channel's business.
 */
import { integerArgument } from "../core/arguments.ts";
import type { Broker } from "../core/broker.ts";
import type { Queue } from "../core/queue.ts";
import type { ChannelConsumer } from "./consumer.ts";

/** In milliseconds; Infinity is for ever. @param consumer undefined for basic.get */
export function deliveryTimeoutMs(broker: Broker, queue: Queue, consumer: ChannelConsumer | undefined): number {
  const { profile } = broker;
  const { type, consumerTimeoutMs } = queue.policy;
  if (profile.consumerTimeoutIn === "every queue") return consumerTimeoutMs ?? broker.consumerTimeoutMs;
  if (type !== "quorum") return Infinity;
  const own = consumer === undefined ? undefined : integerArgument(consumer.arguments, "x-consumer-timeout");
  return own ?? consumerTimeoutMs ?? broker.consumerTimeoutMs;
}
