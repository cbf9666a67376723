/** What the arguments of a queue mean for it: its limits, its times, where its dead letters go. Computed once, at declaration. */
import type { FieldTable } from "../wire/index.ts";
import { integerArgument, queueTypeOf, stringArgument, type QueueType } from "./arguments.ts";
import type { Profile } from "./profile.ts";

export type Overflow = "drop-head" | "reject-publish" | "reject-publish-dlx";

export interface QueuePolicy {
  readonly type: QueueType;
  readonly messageTtlMs: number | undefined;
  /** The queue goes when it was unused for so long. */
  readonly expiresMs: number | undefined;
  readonly maximumLength: number | undefined;
  readonly maximumBytes: number | undefined;
  readonly overflow: Overflow;
  readonly deadLetterExchange: string | undefined;
  readonly deadLetterRoutingKey: string | undefined;
  /** One list of messages for each priority from 0 to this; 0 for a plain queue. */
  readonly maximumPriority: number;
  readonly singleActiveConsumer: boolean;
  /** How long a delivery may wait for its acknowledgement; undefined where the broker's own time counts. */
  readonly consumerTimeoutMs: number | undefined;
  /** How often a message may come back before it is dropped or dead-lettered; undefined is no limit. */
  readonly deliveryLimit: number | undefined;
}

const OVERFLOWS: readonly Overflow[] = ["drop-head", "reject-publish", "reject-publish-dlx"];

export function queuePolicy(queueArguments: FieldTable, profile: Profile): QueuePolicy {
  const type = queueTypeOf(queueArguments);
  const overflow = stringArgument(queueArguments, "x-overflow");
  return {
    type,
    messageTtlMs: integerArgument(queueArguments, "x-message-ttl"),
    expiresMs: integerArgument(queueArguments, "x-expires"),
    maximumLength: integerArgument(queueArguments, "x-max-length"),
    maximumBytes: integerArgument(queueArguments, "x-max-length-bytes"),
    overflow: OVERFLOWS.find((known) => known === overflow) ?? "drop-head",
    deadLetterExchange: stringArgument(queueArguments, "x-dead-letter-exchange"),
    deadLetterRoutingKey: stringArgument(queueArguments, "x-dead-letter-routing-key"),
    maximumPriority: type === "quorum" ? 0 : (integerArgument(queueArguments, "x-max-priority") ?? 0),
    singleActiveConsumer: queueArguments["x-single-active-consumer"]?.value === true,
    consumerTimeoutMs: profile.consumerTimeoutArgument
      ? integerArgument(queueArguments, "x-consumer-timeout")
      : undefined,
    deliveryLimit: type === "quorum" ? deliveryLimit(queueArguments, profile) : undefined,
  };
}

/** -1 is no limit (https://www.rabbitmq.com/docs/quorum-queues#poison-message-handling). */
function deliveryLimit(queueArguments: FieldTable, profile: Profile): number | undefined {
  const limit = integerArgument(queueArguments, "x-delivery-limit") ?? profile.deliveryLimitDefault;
  return limit === undefined || limit < 0 ? undefined : limit;
}
