/**
 * The optional arguments of queues, exchanges and consumers (`x-…`): which there are, what their values may be, and RabbitMQ's words
 * for what is wrong (rabbit_amqqueue, rabbit_misc). What they mean is in `queue-policy.ts`.
 */
import type { FieldTable, FieldValue, FieldValueType } from "../wire/index.ts";
import { channelError, type ChannelError } from "./errors.ts";
import type { Profile } from "./profile.ts";

export type QueueType = "classic" | "quorum";

/** RabbitMQ's names of the types, as its texts have them. */
const TYPE_NAMES: Readonly<Record<FieldValueType, string>> = {
  boolean: "bool",
  int8: "byte",
  uint8: "unsignedbyte",
  int16: "short",
  uint16: "unsignedshort",
  int32: "signedint",
  uint32: "unsignedint",
  int64: "long",
  uint64: "unsignedlong",
  float: "float",
  double: "double",
  decimal: "decimal",
  string: "longstr",
  bytes: "binary",
  timestamp: "timestamp",
  array: "array",
  table: "table",
  void: "void",
};

/** Ten years: what RabbitMQ takes for a time to live at most (rabbit_misc:check_expiry). */
export const EXPIRY_MAXIMUM_MS = 315_360_000_000;
const PRIORITY_MAXIMUM = 255;
/** Of a quorum queue with strict priorities. */
export const QUORUM_PRIORITY_MAXIMUM = 31;

/** What is wrong with a value, in RabbitMQ's words; undefined when nothing is. */
type Check = (value: FieldValue, all: FieldTable, profile: Profile) => string | undefined;

interface ArgumentRow {
  /** Undefined where the version does not know it, and ignores it. */
  readonly types: readonly QueueType[] | ((profile: Profile) => readonly QueueType[] | undefined);
  readonly check: Check;
}

const BOTH: readonly QueueType[] = ["classic", "quorum"];
const CLASSIC: readonly QueueType[] = ["classic"];
const QUORUM: readonly QueueType[] = ["quorum"];
const NEITHER: readonly QueueType[] = [];
const anything: Check = () => undefined;

/** Every argument that RabbitMQ knows, and for which type of queue it is. What is not here is ignored (rabbit_amqqueue:declare_args). */
const QUEUE_ARGUMENTS: Readonly<Record<string, ArgumentRow>> = {
  "x-expires": { types: BOTH, check: checkExpires },
  "x-message-ttl": { types: BOTH, check: checkTimeToLive },
  "x-dead-letter-exchange": { types: BOTH, check: anything },
  "x-dead-letter-routing-key": { types: BOTH, check: checkDeadLetterRoutingKey },
  "x-dead-letter-strategy": { types: QUORUM, check: oneOf("dlx_strategy", ["at-most-once", "at-least-once"]) },
  "x-max-length": { types: BOTH, check: checkNotNegative },
  "x-max-length-bytes": { types: BOTH, check: checkNotNegative },
  "x-max-in-memory-length": { types: QUORUM, check: checkNotNegative },
  "x-max-in-memory-bytes": { types: QUORUM, check: checkNotNegative },
  "x-max-priority": {
    types: ({ quorumQueuePriorities }) => (quorumQueuePriorities === "strict" ? BOTH : CLASSIC),
    check: checkMaximumPriority,
  },
  "x-consumer-timeout": {
    types: ({ consumerTimeoutIn }) => (consumerTimeoutIn === "quorum queues" ? QUORUM : undefined),
    check: checkNotNegative,
  },
  "x-overflow": { types: BOTH, check: oneOf("overflow", ["drop-head", "reject-publish", "reject-publish-dlx"]) },
  "x-queue-mode": { types: CLASSIC, check: named("queue mode", ["default", "lazy"]) },
  "x-queue-version": { types: CLASSIC, check: checkVersion },
  "x-single-active-consumer": { types: BOTH, check: checkBoolean },
  "x-queue-type": { types: BOTH, check: named("queue type", ["classic", "quorum"]) },
  "x-delivery-limit": { types: QUORUM, check: checkInteger },
  "x-quorum-initial-group-size": { types: QUORUM, check: checkInteger },
  "x-queue-leader-locator": { types: QUORUM, check: anything },
  "x-max-age": { types: NEITHER, check: anything },
  "x-stream-max-segment-size-bytes": { types: NEITHER, check: anything },
  "x-initial-cluster-size": { types: NEITHER, check: anything },
};

/** The type that the arguments ask for; `classic` when they say nothing. An unknown one is refused by `validateQueueArguments`. */
export function queueTypeOf(queueArguments: FieldTable): QueueType {
  return queueArguments["x-queue-type"]?.value === "quorum" ? "quorum" : "classic";
}

/** Quorum queues are compared by these first, and by the time to live last (rabbit_quorum_queue:capabilities). */
const FIRST_IN_QUORUM = ["x-dead-letter-exchange", "x-dead-letter-routing-key", "x-dead-letter-strategy"];
const LAST_IN_QUORUM = ["x-message-ttl"];

/** Names of the arguments that count for equivalence in a queue of that type, in the order in which RabbitMQ looks at them. */
export function comparedArguments(type: QueueType, profile: Profile): readonly string[] {
  const names = Object.keys(QUEUE_ARGUMENTS).filter((name) => typesOf(name, profile)?.includes(type));
  if (type === "classic") return names;
  const elsewhere = [...FIRST_IN_QUORUM, ...LAST_IN_QUORUM];
  return [...FIRST_IN_QUORUM, ...names.filter((name) => !elsewhere.includes(name)), ...LAST_IN_QUORUM];
}

function typesOf(name: string, profile: Profile): readonly QueueType[] | undefined {
  const types = QUEUE_ARGUMENTS[name]?.types;
  return typeof types === "function" ? types(profile) : types;
}

/** @param queue as texts name it: `queue 'q' in vhost '/'` */
export function validateQueueArguments(queue: string, queueArguments: FieldTable, profile: Profile): void {
  const type = queueTypeOf(queueArguments);
  const typeProblem = problemOf("x-queue-type", queueArguments, profile);
  if (typeProblem !== undefined) throw invalidArgument("x-queue-type", queue, typeProblem);
  for (const name of Object.keys(QUEUE_ARGUMENTS)) {
    if (Object.hasOwn(queueArguments, name) && typesOf(name, profile)?.includes(type) === false) {
      const text = `invalid arg '${name}' for ${queue} of queue type rabbit_${type}_queue`;
      throw channelError("PRECONDITION_FAILED", text);
    }
  }
  validateExchangeName("x-dead-letter-exchange", queueArguments, queue);
  for (const name of Object.keys(QUEUE_ARGUMENTS)) {
    const problem = typesOf(name, profile) && problemOf(name, queueArguments, profile);
    if (problem !== undefined) throw invalidArgument(name, queue, problem);
  }
}

/** An argument whose value is the name of an exchange: `alternate-exchange`, `x-dead-letter-exchange`. */
export function validateExchangeName(name: string, table: FieldTable, owner: string): void {
  const value = table[name];
  if (value === undefined || value.type === "string") return;
  const text = `invalid type '${typeName(value)}' for arg '${name}' in ${owner}`;
  throw channelError("PRECONDITION_FAILED", text);
}

/** `x-priority` of basic.consume; 0 when it is not there (https://www.rabbitmq.com/docs/consumer-priority). */
export function consumerPriority(queue: string, consumerArguments: FieldTable): number {
  const value = consumerArguments["x-priority"];
  if (value === undefined) return 0;
  const problem = checkInteger(value);
  if (problem !== undefined) throw invalidArgument("x-priority", queue, problem);
  return Number(value.value);
}

export function typeName(value: FieldValue): string {
  return TYPE_NAMES[value.type];
}

/** A value as texts show it. */
export function valueText({ value }: FieldValue): string {
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** The value of an integer argument that was validated before. */
export function integerArgument(table: FieldTable, name: string): number | undefined {
  const value = table[name];
  return value !== undefined && isInteger(value) ? Number(value.value) : undefined;
}

export function stringArgument(table: FieldTable, name: string): string | undefined {
  const value = table[name];
  return value?.type === "string" ? value.value : undefined;
}

export function isInteger(value: FieldValue): boolean {
  return /^u?int/.test(value.type);
}

function problemOf(name: string, table: FieldTable, profile: Profile): string | undefined {
  const value = Object.hasOwn(table, name) ? table[name] : undefined;
  return value === undefined ? undefined : QUEUE_ARGUMENTS[name]?.check(value, table, profile);
}

function invalidArgument(name: string, queue: string, problem: string): ChannelError {
  return channelError("PRECONDITION_FAILED", `invalid arg '${name}' for ${queue}: ${problem}`);
}

function checkInteger(value: FieldValue): string | undefined {
  return isInteger(value) ? undefined : `"expected integer, got ${typeName(value)}"`;
}

function checkNotNegative(value: FieldValue): string | undefined {
  return checkInteger(value) ?? (Number(value.value) < 0 ? `{value_negative,${Number(value.value)}}` : undefined);
}

function checkTimeToLive(value: FieldValue): string | undefined {
  const tooLarge = (): string | undefined =>
    Number(value.value) > EXPIRY_MAXIMUM_MS ? `{value_too_large,${Number(value.value)}}` : undefined;
  return checkNotNegative(value) ?? tooLarge();
}

function checkExpires(value: FieldValue): string | undefined {
  return checkTimeToLive(value) ?? (Number(value.value) === 0 ? "{value_zero,0}" : undefined);
}

function checkMaximumPriority(value: FieldValue, all: FieldTable): string | undefined {
  const maximum = queueTypeOf(all) === "quorum" ? QUORUM_PRIORITY_MAXIMUM : PRIORITY_MAXIMUM;
  const tooLarge = (): string | undefined =>
    Number(value.value) > maximum ? `{max_value_exceeded,${Number(value.value)}}` : undefined;
  return checkNotNegative(value) ?? tooLarge();
}

function checkDeadLetterRoutingKey(value: FieldValue, all: FieldTable): string | undefined {
  if (value.type !== "string") return unacceptable(value);
  return Object.hasOwn(all, "x-dead-letter-exchange") ? undefined : "routing_key_but_no_dlx_defined";
}

function checkBoolean(value: FieldValue): string | undefined {
  return value.type === "boolean" ? undefined : unacceptable(value);
}

function checkVersion(value: FieldValue, _all: FieldTable, { classicQueueVersion1 }: Profile): string | undefined {
  const version = Number(value.value);
  const known = (version === 1 && classicQueueVersion1) || version === 2;
  return checkInteger(value) ?? (known ? undefined : `"unsupported queue version '${version}'"`);
}

/** Errors of this kind are `invalid_overflow` and the like. */
function oneOf(what: string, values: readonly string[]): Check {
  return (value) => {
    if (value.type !== "string") return unacceptable(value);
    return values.includes(value.value) ? undefined : `invalid_${what}`;
  };
}

/** … and of this kind `"unsupported queue mode 'x'"`. */
function named(what: string, values: readonly string[]): Check {
  return (value) => {
    if (value.type !== "string") return unacceptable(value);
    return values.includes(value.value) ? undefined : `"unsupported ${what} '${value.value}'"`;
  };
}

function unacceptable(value: FieldValue): string {
  return `{unacceptable_type,${typeName(value)}}`;
}
