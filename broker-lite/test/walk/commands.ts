/**
 * What a walk may do in one step, legal or not, and how likely that is. Owns the alphabet: few names, so that what is declared is met
 * again. A command is data: it is acted out by `walker.ts` and printed by `script.ts`.
 */
import fc, { type Arbitrary } from "fast-check";
import type { MethodName } from "../../src/wire/index.ts";
import type { Plain } from "../oracle/fields.ts";
import { flag, present, rarely, usually } from "./chances.ts";

export type Plains = { readonly [name: string]: Plain };

/** Two connections with two channels each. */
export const SLOTS = [0, 1, 2, 3] as const;
export type Slot = (typeof SLOTS)[number];

/** A method with its fields; those left out are false, zero or empty. */
export interface CallCommand {
  readonly kind: "call";
  readonly on: Slot;
  readonly method: MethodName;
  readonly fields: Plains;
}

export interface PublishCommand {
  readonly kind: "publish";
  readonly on: Slot;
  readonly fields: { readonly exchange: string; readonly routingKey: string; readonly [flag: string]: Plain };
  readonly properties: { readonly [name: string]: string | number };
  readonly headers: Plains;
  readonly body: string;
}

/** Of deliveries: the open one at that place (counted from the oldest, from the end where negative), or one that there isn't. */
export interface SettleCommand {
  readonly kind: "settle";
  readonly on: Slot;
  readonly method: "basic.ack" | "basic.nack" | "basic.reject";
  readonly which: number | "again" | "unknown" | "all";
  readonly fields: Plains;
}

/** What happens to whole channels and connections. */
export interface LifeCommand {
  readonly kind: "life";
  readonly on: Slot;
  readonly event: "close channel" | "close connection" | "lose connection";
}

export type Command = CallCommand | PublishCommand | SettleCommand | LifeCommand;

/** What a walk may declare: a name stands for what it is declared as, mostly. */
const QUEUES: { readonly [name: string]: Plains } = {
  plain: {},
  durable: { durable: true },
  own: { exclusive: true },
  "own-auto": { exclusive: true, autoDelete: true },
  auto: { autoDelete: true },
  at_once: { arguments: { "x-message-ttl": 0, "x-dead-letter-exchange": "", "x-dead-letter-routing-key": "plain" } },
  later: { arguments: { "x-message-ttl": 600_000, "x-expires": 900_000 } },
  dying: { arguments: { "x-dead-letter-exchange": "", "x-dead-letter-routing-key": "dead" } },
  dead: { arguments: { "x-dead-letter-exchange": "", "x-dead-letter-routing-key": "dying" } },
  "dying-out": { durable: true, arguments: { "x-dead-letter-exchange": "fans" } },
  two: { arguments: { "x-max-length": 2 } },
  "two-die": { arguments: { "x-max-length": 2, "x-dead-letter-exchange": "", "x-dead-letter-routing-key": "plain" } },
  none: { arguments: { "x-max-length": 0, "x-dead-letter-exchange": "", "x-dead-letter-routing-key": "plain" } },
  bytes: { arguments: { "x-max-length-bytes": 8 } },
  full: { arguments: { "x-max-length": 2, "x-overflow": "reject-publish" } },
  "full-die": {
    arguments: {
      "x-max-length": 1,
      "x-overflow": "reject-publish-dlx",
      "x-dead-letter-exchange": "",
      "x-dead-letter-routing-key": "plain",
    },
  },
  levels: { arguments: { "x-max-priority": 3 } },
  "levels-two": { arguments: { "x-max-priority": 2, "x-max-length": 2 } },
  "levels-die": {
    arguments: { "x-max-priority": 2, "x-dead-letter-exchange": "fans", "x-dead-letter-routing-key": "a" },
  },
  single: { arguments: { "x-single-active-consumer": true } },
  "single-levels": { arguments: { "x-single-active-consumer": true, "x-max-priority": 2 } },
  lazy: { durable: true, arguments: { "x-queue-mode": "lazy" } },
};

const QUORUM_QUEUES: typeof QUEUES = {
  quorum: { durable: true, arguments: { "x-queue-type": "quorum" } },
  "quorum-single": { durable: true, arguments: { "x-queue-type": "quorum", "x-single-active-consumer": true } },
  limited: {
    durable: true,
    arguments: {
      "x-queue-type": "quorum",
      "x-delivery-limit": 1,
      "x-dead-letter-exchange": "",
      "x-dead-letter-routing-key": "plain",
    },
  },
};

const EXCHANGES: { readonly [name: string]: Plains } = {
  straight: { type: "direct" },
  topics: { type: "topic" },
  fans: { type: "fanout" },
  heads: { type: "headers" },
  passing: { type: "fanout", autoDelete: true },
  kept: { type: "direct", durable: true },
  inner: { type: "topic", internal: true },
  careful: { type: "direct", arguments: { "alternate-exchange": "fans" } },
};

const BUILT_IN = ["amq.direct", "amq.topic", "amq.fanout", "amq.headers"];
const KEYS = ["", "a", "a.b", "b.a", "a.#", "*.b", "#", "*"];
const TAGS = ["t1", "t2", "t3"];
const QUEUES_OF_A_WALK = 4;
const EXCHANGES_OF_A_WALK = 2;

const ODD_QUEUE_ARGUMENTS: readonly Plains[] = [
  { "x-message-ttl": -1 },
  { "x-message-ttl": "soon" },
  { "x-expires": 0 },
  { "x-max-length": "two" },
  { "x-max-length": 3 },
  { "x-max-priority": 300 },
  { "x-overflow": "burst" },
  { "x-dead-letter-routing-key": "a" },
  { "x-dead-letter-exchange": 1 },
  { "x-queue-type": "sorted" },
  { "x-queue-type": "quorum" },
  { "x-single-active-consumer": "yes" },
  { unheard: "of" },
];

/** The names that one walk knows. */
export interface Names {
  readonly queues: readonly string[];
  readonly exchanges: readonly string[];
}

export const names: Arbitrary<Names> = fc
  .record({
    // Quorum queues are slow where they are real: one walk in four has one.
    quorum: fc.oneof(
      { weight: 3, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.subarray(Object.keys(QUORUM_QUEUES), { minLength: 1, maxLength: 1 }) },
    ),
    queues: picks(Object.keys(QUEUES), QUEUES_OF_A_WALK),
    exchanges: picks(Object.keys(EXCHANGES), EXCHANGES_OF_A_WALK),
  })
  .map(({ quorum, queues, exchanges }) => ({
    queues: [...quorum, ...queues].slice(0, QUEUES_OF_A_WALK),
    exchanges,
  }));

function picks(all: readonly string[], count: number): Arbitrary<string[]> {
  return fc.shuffledSubarray([...all], { minLength: count, maxLength: count });
}

/** A walk begins with its queues; else most of it would be about what isn't there. */
export function opening({ queues }: Names, step: number): Arbitrary<Command> {
  const queue = queues[step] ?? "";
  return fc.constantFrom(...SLOTS).map((on) => ({
    kind: "call" as const,
    on,
    method: "queue.declare" as const,
    fields: { queue, ...QUEUES[queue], ...QUORUM_QUEUES[queue] },
  }));
}

/** @param step makes the bodies of a walk differ */
export function command({ queues, exchanges }: Names, step: number): Arbitrary<Command> {
  const on = fc.constantFrom(...SLOTS);
  const queue = usually(fc.constantFrom(...queues), fc.constantFrom("", "missing"), 0.06);
  const ownExchange = fc.constantFrom(...exchanges);
  const exchange = usually(fc.constantFrom(...exchanges, ...BUILT_IN), fc.constantFrom("missing", ""), 0.05);
  const key = fc.constantFrom(...KEYS, ...queues);

  function call(method: MethodName, fields: { readonly [name: string]: Arbitrary<Plain> } = {}): Arbitrary<Command> {
    return fc.record({ on, fields: fc.record(fields) }).map(({ on: slot, fields: given }) => ({
      kind: "call" as const,
      on: slot,
      method,
      fields: given,
    }));
  }

  const declareQueue = fc
    .record({ on, name: queue, odd: rarely(fc.constantFrom(...ODD_QUEUE_ARGUMENTS), 0.05), flags: declareFlags })
    .map(({ on: slot, name, odd, flags }) => ({
      kind: "call" as const,
      on: slot,
      method: "queue.declare" as const,
      fields: {
        queue: name,
        ...QUEUES[name],
        ...QUORUM_QUEUES[name],
        // RabbitMQ 3.10 crashes (541) where a queue without a name is to be of a type that there isn't.
        ...(odd === undefined || name === "" ? {} : { arguments: odd }),
        ...flags,
      },
    }));
  const declareExchange = fc
    .record({
      on,
      name: ownExchange,
      odd: rarely(fc.constantFrom("direct", "topic", "unheard-of"), 0.05),
      flags: declareFlags,
    })
    .map(({ on: slot, name, odd, flags }) => ({
      kind: "call" as const,
      on: slot,
      method: "exchange.declare" as const,
      fields: { exchange: name, ...EXCHANGES[name], ...(odd === undefined ? {} : { type: odd }), ...flags },
    }));
  const publish = fc
    .record({
      on,
      route: fc.oneof(
        fc.record({ exchange: fc.constant(""), routingKey: fc.constantFrom(...queues) }),
        fc.record({ exchange: fc.oneof(exchange, ownExchange), routingKey: key }),
      ),
      mandatory: flag(0.25),
      immediate: flag(0.003),
      properties: properties(queues),
      headers: headers(queues),
    })
    .map(({ on: slot, route, mandatory, immediate, properties: given, headers: table }) => ({
      kind: "publish" as const,
      on: slot,
      fields: { ...route, mandatory, immediate },
      properties: given,
      headers: table,
      body: `m${step}`,
    }));
  const binding = { queue, exchange, routingKey: key, arguments: bindingArguments };
  // Into an exchange of the walk's own: between those that every vhost has, bindings would stay for the next walk.
  const between = { destination: ownExchange, source: exchange, routingKey: key, arguments: bindingArguments };

  return fc.oneof(
    { weight: 18, arbitrary: declareQueue },
    { weight: 6, arbitrary: declareExchange },
    { weight: 9, arbitrary: call("queue.bind", binding) },
    { weight: 2, arbitrary: call("queue.unbind", binding) },
    { weight: 2, arbitrary: call("exchange.bind", between) },
    { weight: 1, arbitrary: call("exchange.unbind", between) },
    { weight: 30, arbitrary: publish },
    {
      weight: 13,
      arbitrary: call("basic.consume", {
        queue: usually(queue, fc.constant("amq.rabbitmq.reply-to"), 0.04),
        consumerTag: usually(fc.constantFrom(...TAGS), fc.constant(""), 0.1),
        noAck: flag(0.3),
        exclusive: flag(0.06),
        noLocal: flag(0.05),
        nowait: flag(0.05),
        arguments: usually(fc.constant({}), fc.constantFrom({ "x-priority": 1 }, { "x-priority": -1 }), 0.2),
      }),
    },
    { weight: 4, arbitrary: call("basic.cancel", { consumerTag: fc.constantFrom(...TAGS, "unknown") }) },
    { weight: 10, arbitrary: call("basic.get", { queue, noAck: flag(0.4) }) },
    { weight: 26, arbitrary: settle(on) },
    { weight: 2, arbitrary: call("basic.recover", { requeue: flag(0.96) }) },
    { weight: 1, arbitrary: call("basic.recover-async", { requeue: flag(0.96) }) },
    {
      weight: 5,
      arbitrary: call("basic.qos", {
        prefetchCount: fc.constantFrom(0, 1, 2, 3),
        prefetchSize: usually(fc.constant(0), fc.constant(1), 0.02),
        global: flag(0.3),
      }),
    },
    { weight: 2, arbitrary: call("queue.purge", { queue }) },
    { weight: 3, arbitrary: call("queue.delete", { queue, ifUnused: flag(0.4), ifEmpty: flag(0.4) }) },
    { weight: 1, arbitrary: call("exchange.delete", { exchange: ownExchange, ifUnused: flag(0.5) }) },
    { weight: 3, arbitrary: call("confirm.select") },
    { weight: 1, arbitrary: call("tx.select") },
    { weight: 3, arbitrary: call("tx.commit") },
    { weight: 1, arbitrary: call("tx.rollback") },
    { weight: 1, arbitrary: illegal(on) },
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constant("life" as const),
        on,
        event: fc.constantFrom("close channel" as const, "close connection" as const, "lose connection" as const),
      }),
    },
  );
}

const declareFlags: Arbitrary<Plains> = fc
  .record({ passive: flag(0.12), nowait: flag(0.04), oddDurable: flag(0.02) })
  .map(({ passive, nowait, oddDurable }) => ({
    ...(passive ? { passive } : {}),
    ...(nowait ? { nowait } : {}),
    ...(oddDurable ? { durable: true, autoDelete: false } : {}),
  }));

function properties(queues: readonly string[]): Arbitrary<PublishCommand["properties"]> {
  // A queue with priorities looks for what is too old at other moments than RabbitMQ's: see README.md.
  const expires = queues.some((queue) => queue.includes("levels")) ? 0 : 0.12;
  return fc
    .record({
      deliveryMode: rarely(fc.constantFrom(1, 2), 0.4),
      expiration: rarely(fc.constantFrom("0", "0", "600000", "600000", "-1", "soon"), expires),
      priority: rarely(fc.constantFrom(0, 1, 2, 3, 9), 0.3),
      replyTo: rarely(fc.constant("amq.rabbitmq.reply-to"), 0.02),
      userId: rarely(fc.constantFrom("guest", "guest", "somebody"), 0.02),
      correlationId: rarely(fc.constant("c"), 0.05),
    })
    .map(present);
}

function headers(queues: readonly string[]): Arbitrary<Plains> {
  const copies = usually<Plain>(
    fc.subarray([...queues], { minLength: 1, maxLength: 2 }),
    fc.constantFrom<Plain>("a", [1]),
    0.05,
  );
  return fc
    .record({ CC: rarely(copies, 0.06), BCC: rarely(copies, 0.05), k: rarely(fc.constantFrom("v", "w"), 0.3) })
    .map(present);
}

const bindingArguments: Arbitrary<Plain> = usually<Plain>(
  fc.constant({}),
  fc.constantFrom<Plain>(
    { "x-match": "all", k: "v" },
    { "x-match": "any", k: "v", l: "v" },
    { k: "w" },
    { "x-match": "most" },
  ),
  0.25,
);

function settle(on: Arbitrary<Slot>): Arbitrary<Command> {
  return fc
    .record({
      on,
      method: fc.constantFrom("basic.ack" as const, "basic.nack" as const, "basic.reject" as const),
      which: fc.oneof(
        { weight: 40, arbitrary: fc.constantFrom<SettleCommand["which"]>(0, 0, 1, -1) },
        { weight: 2, arbitrary: fc.constantFrom<SettleCommand["which"]>("again", "unknown") },
        { weight: 3, arbitrary: fc.constant<SettleCommand["which"]>("all") },
      ),
      multiple: flag(0.25),
      requeue: flag(0.5),
    })
    .map(({ on: slot, method, which, multiple, requeue }) => ({
      kind: "settle" as const,
      on: slot,
      method,
      which,
      fields: {
        ...(method === "basic.reject" ? {} : { multiple: multiple || which === "all" }),
        ...(method === "basic.ack" ? {} : { requeue }),
      },
    }));
}

/** What a client that works never sends; most of it ends the connection. */
function illegal(on: Arbitrary<Slot>): Arbitrary<Command> {
  return fc
    .record({
      on,
      sent: fc.constantFrom<Pick<CallCommand, "method" | "fields">>(
        { method: "channel.open", fields: {} },
        { method: "exchange.declare", fields: { exchange: "amq.mine", type: "direct" } },
        { method: "queue.declare", fields: { queue: "amq.mine" } },
        { method: "exchange.delete", fields: { exchange: "amq.direct" } },
        { method: "exchange.declare", fields: { exchange: "", type: "direct" } },
        { method: "queue.bind", fields: { queue: "plain", exchange: "" } },
        // A lone surrogate stands for an octet that is no UTF-8.
        { method: "queue.declare", fields: { queue: "no-text-\udcff" } },
        { method: "basic.cancel", fields: { consumerTag: "\udcff" } },
        { method: "exchange.bind", fields: { destination: "amq.fanout", source: "amq.topic", routingKey: "\udcff" } },
        { method: "basic.consume", fields: { queue: "amq.rabbitmq.reply-to", consumerTag: "t1" } },
        { method: "channel.flow", fields: { active: true } },
        { method: "channel.flow", fields: { active: false } },
        { method: "connection.open-ok", fields: {} },
        { method: "basic.qos-ok", fields: {} },
      ),
    })
    .map(({ on: slot, sent }) => ({ kind: "call" as const, on: slot, ...sent }));
}
