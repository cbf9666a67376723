/**
 * Durable things as bytes and back. Every record begins with a checksum of the rest, because the disk below may hand out
 * other bytes than were written. This is format version 2: a change here needs a new version in `data-directory.ts`.
 */
import { crc32 } from "node:zlib";
import type { DeathReason } from "../core/dead-letter.ts";
import type { Definition, StoredEntry, StoredMessage } from "../core/ports.ts";
import { Reader, Writer } from "../wire/cursor.ts";
import { decodeProperties, decodeTableContent, encodeProperties, encodeTableContent } from "../wire/index.ts";

const CHECKSUM_BYTES = 4;
const DEAD_LETTERED = 1;
/** Stands for no time: 2^53 - 1 as milliseconds is the year 287396. */
const NEVER = Number.MAX_SAFE_INTEGER;

/** Numbers that a consistent store agrees with; a difference means that something was lost. */
export interface Totals {
  readonly definitions: number;
  readonly messages: number;
  readonly entries: number;
}

export interface KeptDefinition {
  /** Rising in the order in which definitions were first put. */
  readonly order: number;
  readonly definition: Definition;
}

/** One for all: encoding is synchronous. */
const writer = new Writer();

export function encodeMessage(message: StoredMessage): Buffer {
  return checked(() => {
    writer.octet(message.isDeadLettered ? DEAD_LETTERED : 0);
    writer.longString(message.exchange);
    writer.longString(message.routingKey);
    writer.long(message.carbonCopies.length);
    for (const key of message.carbonCopies) writer.longString(key);
    const properties = encodeProperties(message.properties);
    writer.long(properties.length);
    writer.bytes(properties);
    writer.bytes(message.body);
  });
}

export function decodeMessage(messageId: number, bytes: Buffer): StoredMessage {
  const reader = unchecked(bytes);
  const isDeadLettered = (reader.octet() & DEAD_LETTERED) !== 0;
  const exchange = reader.longString();
  const routingKey = reader.longString();
  const carbonCopies = Array.from({ length: reader.long() }, () => reader.longString());
  const properties = decodeProperties(reader.bytes(reader.long()));
  const body = reader.bytes(reader.remaining);
  return { messageId, exchange, routingKey, properties, body, carbonCopies, isDeadLettered };
}

export function encodeEntry(entry: StoredEntry): Buffer {
  return checked(() => {
    writer.longLong(entry.messageId);
    writer.longLong(entry.expiresAtMs ?? NEVER);
    writer.long(entry.deliveryCount);
  });
}

export function decodeEntry(queueId: number, position: number, bytes: Buffer): StoredEntry {
  const reader = unchecked(bytes);
  const messageId = reader.longLong();
  const expiresAtMs = reader.longLong();
  const deliveryCount = reader.long();
  return { queueId, position, messageId, expiresAtMs: expiresAtMs === NEVER ? undefined : expiresAtMs, deliveryCount };
}

/** As JSON, so that a new kind or a new member needs no new format; the arguments as AMQP bytes, which keep their types. */
export function encodeDefinition({ order, definition }: KeptDefinition): Buffer {
  const args =
    "arguments" in definition
      ? { arguments: Buffer.from(encodeTableContent(definition.arguments)).toString("hex") }
      : {};
  return checked(() => writer.longString(JSON.stringify({ order, definition: { ...definition, ...args } })));
}

export function decodeDefinition(bytes: Buffer): KeptDefinition {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the checksum says that it is what encodeDefinition wrote
  const { order, definition } = JSON.parse(unchecked(bytes).longString()) as {
    order: number;
    definition: Definition & { arguments?: string };
  };
  if (definition.arguments === undefined) return { order, definition };
  const args = decodeTableContent(Buffer.from(definition.arguments, "hex"));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as it was before its arguments became text
  return { order, definition: { ...definition, arguments: args } as Definition };
}

export function encodeNumber(value: number): Buffer {
  return checked(() => writer.longLong(value));
}

export function decodeNumber(bytes: Buffer): number {
  return unchecked(bytes).longLong();
}

/** Of an entry: how often it came back, and, where it is a dead letter, of what. */
export interface KeptReturn {
  readonly deliveryCount: number;
  readonly diedOf: DeathReason | undefined;
}

/** As they are on disk. */
const REASON_CODES: Readonly<Record<DeathReason, number>> = { rejected: 1, expired: 2, maxlen: 3, delivery_limit: 4 };
const REASONS = new Map(Object.entries(REASON_CODES).map(([reason, code]) => [code, reason as DeathReason]));

/** Without a reason as in earlier versions, which read no further than the count. */
export function encodeReturn({ deliveryCount, diedOf }: KeptReturn): Buffer {
  return checked(() => {
    writer.longLong(deliveryCount);
    if (diedOf !== undefined) writer.octet(REASON_CODES[diedOf]);
  });
}

export function decodeReturn(bytes: Buffer): KeptReturn {
  const reader = unchecked(bytes);
  const deliveryCount = reader.longLong();
  return { deliveryCount, diedOf: reader.remaining > 0 ? REASONS.get(reader.octet()) : undefined };
}

export function encodeTotals(totals: Totals): Buffer {
  return checked(() => {
    writer.longLong(totals.definitions);
    writer.longLong(totals.messages);
    writer.longLong(totals.entries);
  });
}

export function decodeTotals(bytes: Buffer): Totals {
  const reader = unchecked(bytes);
  return { definitions: reader.longLong(), messages: reader.longLong(), entries: reader.longLong() };
}

function checked(write: () => void): Buffer {
  writer.reset();
  writer.long(0);
  write();
  const record = writer.take();
  record.writeUInt32BE(crc32(record.subarray(CHECKSUM_BYTES)), 0);
  return record;
}

function unchecked(record: Buffer): Reader {
  if (record.length < CHECKSUM_BYTES || record.readUInt32BE(0) !== crc32(record.subarray(CHECKSUM_BYTES))) {
    throw new Error("a record does not match its checksum");
  }
  return new Reader(record, CHECKSUM_BYTES);
}
