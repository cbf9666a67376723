/**
 * What the arguments of a queue and an administrator's policies mean for it: its limits, its times, where its dead letters go. Computed
 * at declaration and whenever a policy changes. The lower limit counts; of anything else the queue's own argument does.
 */
import type { FieldTable, Properties } from "../wire/index.ts";
import { integerArgument, QUORUM_PRIORITY_MAXIMUM, queueTypeOf, stringArgument, type QueueType } from "./arguments.ts";
import type { PolicySettings } from "./ports.ts";
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
  /** A dead letter stays in the queue until all that it goes to have taken it (`at-least-once`). */
  readonly keepsDeadLetters: boolean;
  /** One list of messages for each priority from 0 to this; 0 for a plain queue. */
  readonly maximumPriority: number;
  readonly singleActiveConsumer: boolean;
  /** How long a delivery may wait for its acknowledgement; undefined where the broker's own time counts. */
  readonly consumerTimeoutMs: number | undefined;
  /** How often a message may come back before it is dropped or dead-lettered; undefined is no limit. */
  readonly deliveryLimit: number | undefined;
}

const OVERFLOWS: readonly Overflow[] = ["drop-head", "reject-publish", "reject-publish-dlx"];

export function queuePolicy(queueArguments: FieldTable, profile: Profile, settings: PolicySettings = {}): QueuePolicy {
  const type = queueTypeOf(queueArguments);
  const lower = (name: string): number | undefined => {
    const [own, setting] = [integerArgument(queueArguments, `x-${name}`), settings[name]];
    return typeof setting === "number" ? Math.min(setting, own ?? Infinity) : own;
  };
  const ownFirst = (name: string): string | undefined => {
    const setting = settings[name];
    return stringArgument(queueArguments, `x-${name}`) ?? (typeof setting === "string" ? setting : undefined);
  };
  const overflowName = ownFirst("overflow");
  const overflow = OVERFLOWS.find((known) => known === overflowName) ?? "drop-head";
  const deadLetterExchange = ownFirst("dead-letter-exchange");
  return {
    type,
    messageTtlMs: lower("message-ttl"),
    expiresMs: lower("expires"),
    maximumLength: lower("max-length"),
    maximumBytes: lower("max-length-bytes"),
    overflow,
    deadLetterExchange,
    deadLetterRoutingKey: ownFirst("dead-letter-routing-key"),
    // Without these two RabbitMQ falls back to at-most-once (https://www.rabbitmq.com/docs/quorum-queues#activating-at-least-once-dead-lettering).
    keepsDeadLetters:
      type === "quorum" &&
      ownFirst("dead-letter-strategy") === "at-least-once" &&
      overflow === "reject-publish" &&
      deadLetterExchange !== undefined,
    maximumPriority: integerArgument(queueArguments, "x-max-priority") ?? defaultMaximumPriority(type, profile),
    singleActiveConsumer: queueArguments["x-single-active-consumer"]?.value === true,
    consumerTimeoutMs: profile.consumerTimeoutArgument ? lower("consumer-timeout") : undefined,
    deliveryLimit: type === "quorum" ? deliveryLimit(lower("delivery-limit"), profile) : undefined,
  };
}

/** The lower of the queue's and the message's own time. */
export function timeToLiveMs({ messageTtlMs }: QueuePolicy, { expiration }: Properties): number | undefined {
  if (expiration === undefined) return messageTtlMs;
  return messageTtlMs === undefined ? Number(expiration) : Math.min(messageTtlMs, Number(expiration));
}

/** Classic queues have levels where they ask for them (https://www.rabbitmq.com/docs/priority). */
function defaultMaximumPriority(type: QueueType, { quorumQueuePriorities }: Profile): number {
  return type === "quorum" && quorumQueuePriorities === "strict" ? QUORUM_PRIORITY_MAXIMUM : 0;
}

/** -1 is no limit (https://www.rabbitmq.com/docs/quorum-queues#poison-message-handling). */
function deliveryLimit(given: number | undefined, profile: Profile): number | undefined {
  const limit = given ?? profile.deliveryLimitDefault;
  return limit === undefined || limit < 0 ? undefined : limit;
}
