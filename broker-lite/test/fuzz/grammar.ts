/**
 * Frames from the table of methods: each method with fields that are often sensible and sometimes not. What is added to the table is
 * fuzzed without a change here.
 */
import {
  encodeBody,
  encodeHeader,
  encodeHeartbeat,
  encodeMethod,
  fieldTable,
  METHODS,
  type FieldTable,
  type Method,
  type MethodName,
  type PlainValue,
  type Properties,
} from "../../src/wire/index.ts";
import type { FieldType, MethodRow } from "../../src/wire/layout.ts";
import type { Random } from "./random.ts";

/** Few names, so that what is declared is met again. */
const QUEUES = ["", "a", "b", "c", "durable", "amq.x", "amq.rabbitmq.reply-to", "line\nfeed"];
const EXCHANGES = ["", "amq.direct", "amq.fanout", "amq.topic", "amq.headers", "x", "y", "amq.rabbitmq.trace"];
const KEYS = ["", "a", "b", "c", "durable", "a.b", "#", "*.b", "a.#.b", "amq.rabbitmq.reply-to.token-1"];
const TYPES = ["direct", "fanout", "topic", "headers"];
const ARGUMENTS: readonly Record<string, PlainValue>[] = [
  {},
  { "x-message-ttl": 0 },
  { "x-message-ttl": 50, "x-dead-letter-exchange": "" },
  { "x-dead-letter-exchange": "x", "x-dead-letter-routing-key": "b" },
  { "x-max-length": 2, "x-overflow": "reject-publish-dlx", "x-dead-letter-exchange": "amq.fanout" },
  { "x-max-length-bytes": 20 },
  { "x-expires": 100 },
  { "x-max-priority": 3 },
  { "x-single-active-consumer": true },
  { "x-queue-type": "quorum", "x-delivery-limit": 1 },
  { "x-queue-type": "quorum", "x-dead-letter-exchange": "" },
  { "alternate-exchange": "y" },
  { "x-match": "any", k: "v" },
  { "x-priority": 5 },
  { "x-max-length": -1, nested: { deep: [1, "two", { three: true }] } },
];

/** Bits that mostly end something. */
const BIT_CHANCES: Readonly<Record<string, number>> = {
  passive: 0.1,
  immediate: 0.002,
  requeue: 0.98,
  active: 0.9,
  durable: 0.7,
};

const CLIENT_METHODS = (Object.keys(METHODS) as MethodName[]).filter((name) => METHODS[name].sentBy !== "server");
const ALL_METHODS = Object.keys(METHODS) as MethodName[];
/** What keeps a conversation going: most of what is sent is this. */
const BUSY_METHODS: readonly MethodName[] = [
  ...CLIENT_METHODS.filter((name) => /^(queue|exchange|basic|confirm|tx)\./.test(name)),
  ...Array.from({ length: 8 }, () => "basic.publish" as const),
  ...Array.from({ length: 3 }, () => ["basic.ack", "basic.get", "basic.consume", "queue.declare"] as const).flat(),
];

export interface Sent {
  readonly bytes: Uint8Array;
  readonly frameCount: number;
}

/** A method with all that belongs to it, or a frame that fits nothing. */
export function randomFrames(random: Random): Sent {
  const channel = random.chance(0.995) ? 1 + random.below(3) : random.below(65_536);
  if (random.chance(0.003)) return oddFrame(random, channel);
  const name = random.chance(0.99)
    ? random.pick(BUSY_METHODS)
    : random.pick(random.chance(0.8) ? CLIENT_METHODS : ALL_METHODS);
  const method = randomMethod(random, name);
  const pieces = [encodeMethod(channel, method)];
  if (name === "basic.publish" && !random.chance(0.005)) pieces.push(...randomContent(random, channel));
  return { bytes: Buffer.concat(pieces), frameCount: pieces.length };
}

function randomContent(random: Random, channel: number): Uint8Array[] {
  const body = Buffer.alloc(random.chance(0.05) ? random.below(20_000) : random.below(20), 120);
  const claimed = random.chance(0.003) ? random.below(1_000_000) : body.length;
  const head = encodeHeader(channel, random.chance(0.002) ? random.below(100) : 60, claimed, randomProperties(random));
  const limit = random.chance(0.1) ? 9 + random.below(20) : 4096;
  const frames: Uint8Array[] = [head];
  for (let offset = 0; offset < body.length; offset += limit - 8) {
    frames.push(Buffer.concat(encodeBody(channel, body.subarray(offset, offset + limit - 8), 0)));
    if (frames.length > 40) break;
  }
  return frames;
}

function randomProperties(random: Random): Properties {
  return {
    ...(random.chance(0.5) ? { deliveryMode: random.pick([1, 2, 2, 2, 7]) } : {}),
    ...(random.chance(0.1) ? { expiration: random.pick(["0", "10", "1000", "-1", "soon", "99999999999999"]) } : {}),
    ...(random.chance(0.1) ? { priority: random.below(256) } : {}),
    ...(random.chance(0.05) ? { replyTo: "amq.rabbitmq.reply-to" } : {}),
    ...(random.chance(0.02) ? { userId: random.pick(["guest", "somebody"]) } : {}),
    ...(random.chance(0.1) ? { headers: randomHeaders(random) } : {}),
  };
}

function randomHeaders(random: Random): FieldTable {
  return fieldTable({
    ...(random.chance(0.5) ? { CC: random.pick<PlainValue>([["a", "b"], "a", [1]]) } : {}),
    ...(random.chance(0.5) ? { BCC: ["c"] } : {}),
    ...(random.chance(0.5)
      ? { "x-death": random.pick<PlainValue>([[], "x", [{ queue: "a", reason: "rejected" }], [5]]) }
      : {}),
    k: random.pick(["v", "w"]),
  });
}

function randomMethod(random: Random, name: MethodName): Method {
  const row: MethodRow = METHODS[name];
  const fields: Record<string, unknown> = {};
  for (const [field, type] of row.fields)
    if (!field.startsWith("reserved")) fields[field] = randomField(random, field, type);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- name and fields are of one row
  return { name, fields } as unknown as Method;
}

function randomField(random: Random, field: string, type: FieldType): unknown {
  switch (type) {
    case "bit":
      return random.chance(BIT_CHANCES[field] ?? 0.3);
    case "octet":
      return random.below(256);
    case "short":
      return random.chance(0.9) ? random.below(10) : random.below(65_536);
    case "long":
      return random.chance(0.99) ? 0 : random.below(1_000_000);
    case "longLong":
    case "timestamp":
      return random.chance(0.98) ? random.below(20) : random.below(2 ** 40);
    case "shortString":
      return randomName(random, field);
    case "longString":
      return random.pick(["PLAIN", "", "en_US"]);
    case "longBytes":
      return random.chance(0.5) ? Buffer.from("\0guest\0guest") : random.bytes(random.below(30));
    case "table":
      return fieldTable(random.pick(ARGUMENTS));
  }
}

function randomName(random: Random, field: string): string {
  if (random.chance(0.005)) return random.bytes(random.below(100)).toString("latin1");
  if (field === "queue") return random.pick(QUEUES);
  if (field === "exchange" || field === "source" || field === "destination") return random.pick(EXCHANGES);
  if (field === "type") return random.chance(0.02) ? "x-unknown" : random.pick(TYPES);
  return random.pick(field === "consumerTag" ? ["", "t1", "t2"] : KEYS);
}

function oddFrame(random: Random, channel: number): Sent {
  const kind = random.below(4);
  if (kind === 0) return { bytes: encodeHeartbeat(), frameCount: 1 };
  if (kind === 1) return { bytes: encodeHeader(channel, 60, random.below(100), {}), frameCount: 1 };
  const payload = random.bytes(random.below(40));
  if (kind === 2)
    return { bytes: Buffer.concat(encodeBody(channel, Buffer.concat([payload, Buffer.from("x")]), 0)), frameCount: 1 };
  const head = Buffer.alloc(7);
  head[0] = random.pick([1, 1, 2, 3, 8, 0, 9]);
  head.writeUInt16BE(channel, 1);
  head.writeUInt32BE(payload.length, 3);
  return { bytes: Buffer.concat([head, payload, Buffer.of(random.chance(0.9) ? 0xce : 0)]), frameCount: 1 };
}
