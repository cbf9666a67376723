/**
 * What differs between RabbitMQ's versions, as data: the rest of the broker asks the profile and never a version number.
 * Sources: RabbitMQ's release notes (4.0.1, 4.1.0, 4.3.0), docs/deprecated-features, docs/quorum-queues, docs/dlx.
 */

export interface Profile {
  /** What people choose it by: `--profile 4.1`. */
  readonly name: ProfileName;
  /** In server-properties: clients parse it and branch on it. */
  readonly version: string;
  /** Unknown exchange type: 503 for the connection (3.x) or 406 for the channel (4.x). */
  readonly unknownExchangeTypeEnds: "connection" | "channel";
  /** The smallest frame-max a client may ask for, in bytes. */
  readonly frameMinimumBytes: number;
  /** Larger messages are refused with 406, in bytes. */
  readonly messageMaximumBytes: number;
  /** Delivery limit of a quorum queue that does not say its own; undefined is none. */
  readonly deliveryLimitDefault: number | undefined;
  /** Quorum queues say `x-delivery-count: 0` to a basic.get that is a message's first delivery. */
  readonly countsFirstGet: boolean;
  /** A delivery mode that is neither 1 nor 2 is refused with 406. */
  readonly refusesUnknownDeliveryModes: boolean;
  /**
   * Quorum queues know no priorities, or serve those of priority 5 and more first, two to one, or have 32 levels and always serve the
   * highest first.
   */
  readonly quorumQueuePriorities: "none" | "two" | "strict";
  /** An `x-death` header that a client sent counts as history. */
  readonly believesPublishedDeaths: boolean;
  /** Dead-lettering sets `x-last-death-…` beside `x-first-death-…`. */
  readonly lastDeathHeaders: boolean;
  /** Queues that are neither durable nor exclusive are refused with 541. */
  readonly refusesTransientQueues: boolean;
  /** `basic.qos` with global=true is answered and has no effect. */
  readonly ignoresGlobalPrefetch: boolean;
  /** A queue may have a consumer timeout of its own (`x-consumer-timeout`, since 3.12). */
  readonly consumerTimeoutArgument: boolean;
  /** Since 4.3 only quorum queues look whether acknowledgements are late, and check the argument; consumers may have a time, too. */
  readonly consumerTimeoutIn: "every queue" | "quorum queues";
  /** A late acknowledgement ends the consumer (basic.cancel) where the client can be told, else the channel. */
  readonly lateAcknowledgementCancels: boolean;
  /** `x-queue-version: 1` of classic queues. */
  readonly classicQueueVersion1: boolean;
  /** A headers exchange compares the types of values, too (until 3.12). */
  readonly headersCompareTypes: boolean;
  /** Policies may be for `classic_queues`, `quorum_queues` and `streams` (since 3.12). */
  readonly policyTargetsByType: boolean;
  /** Policies with `ha-mode` and the like are taken. They mean nothing on one machine. */
  readonly mirroredQueues: boolean;
  /** A mandatory answer to a direct reply-to comes back as unroutable, though it has arrived (rabbit_channel, until there were volatile queues). */
  readonly returnsAnswers: boolean;
  /** 4.x says which of configure, write and read was refused. */
  readonly namesRefusedPermission: boolean;
}

export type ProfileName = "3.10" | "3.11" | "3.12" | "3.13" | "4.0" | "4.1" | "4.2" | "4.3";

const MIB = 1024 * 1024;

const PROFILE_3_10: Profile = {
  name: "3.10",
  version: "3.10.25",
  unknownExchangeTypeEnds: "connection",
  frameMinimumBytes: 4096,
  messageMaximumBytes: 128 * MIB,
  deliveryLimitDefault: undefined,
  countsFirstGet: true,
  refusesUnknownDeliveryModes: true,
  quorumQueuePriorities: "none",
  believesPublishedDeaths: true,
  lastDeathHeaders: false,
  refusesTransientQueues: false,
  ignoresGlobalPrefetch: false,
  consumerTimeoutArgument: false,
  consumerTimeoutIn: "every queue",
  lateAcknowledgementCancels: false,
  classicQueueVersion1: true,
  headersCompareTypes: true,
  policyTargetsByType: false,
  mirroredQueues: true,
  returnsAnswers: true,
  namesRefusedPermission: false,
};

const PROFILE_3_11: Profile = { ...PROFILE_3_10, name: "3.11", version: "3.11.28" };

const PROFILE_3_12: Profile = {
  ...PROFILE_3_11,
  name: "3.12",
  version: "3.12.14",
  consumerTimeoutArgument: true,
  policyTargetsByType: true,
};

const PROFILE_3_13: Profile = {
  ...PROFILE_3_12,
  name: "3.13",
  version: "3.13.7",
  refusesUnknownDeliveryModes: false,
  headersCompareTypes: false,
  lastDeathHeaders: true,
};

const PROFILE_4_0: Profile = {
  ...PROFILE_3_13,
  name: "4.0",
  version: "4.0.9",
  unknownExchangeTypeEnds: "channel",
  messageMaximumBytes: 16 * MIB,
  deliveryLimitDefault: 20,
  countsFirstGet: false,
  quorumQueuePriorities: "two",
  mirroredQueues: false,
  believesPublishedDeaths: false,
  namesRefusedPermission: true,
};

const PROFILE_4_1: Profile = { ...PROFILE_4_0, name: "4.1", version: "4.1.4", frameMinimumBytes: 8192 };

const PROFILE_4_2: Profile = { ...PROFILE_4_1, name: "4.2", version: "4.2.1", returnsAnswers: false };

const PROFILE_4_3: Profile = {
  ...PROFILE_4_2,
  name: "4.3",
  version: "4.3.0",
  refusesTransientQueues: true,
  ignoresGlobalPrefetch: true,
  quorumQueuePriorities: "strict",
  consumerTimeoutIn: "quorum queues",
  lateAcknowledgementCancels: true,
  classicQueueVersion1: false,
};

export const PROFILES: Readonly<Record<ProfileName, Profile>> = {
  "3.10": PROFILE_3_10,
  "3.11": PROFILE_3_11,
  "3.12": PROFILE_3_12,
  "3.13": PROFILE_3_13,
  "4.0": PROFILE_4_0,
  "4.1": PROFILE_4_1,
  "4.2": PROFILE_4_2,
  "4.3": PROFILE_4_3,
};

/** See docs/adr/0003-profiles.md. */
export const DEFAULT_PROFILE: ProfileName = "4.1";
