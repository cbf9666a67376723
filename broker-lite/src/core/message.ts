/** A message, and its place in a queue. Only shapes: what happens to them is the queue's business. */
import { KEPT_BODY_COPY_MAXIMUM_BYTES } from "../limits.ts";
import { COPIES_MEMORY_BYTES, copyOf } from "../wire/copy.ts";
import type { FieldTable, FieldValue, Properties } from "../wire/index.ts";

/** What a message says beside its body, and many may say the same. */
export interface Envelope {
  readonly exchange: string;
  readonly routingKey: string;
  /** CC and BCC: further keys that it was routed by, and that dead-lettering keeps. */
  readonly carbonCopies: readonly string[];
  /** As delivered: without the BCC header. */
  readonly properties: Properties;
  /** The broker dead-lettered it at least once: its `x-death` header is history, not a client's claim. */
  readonly isDeadLettered: boolean;
}

/** What a publisher sent. Shared by all queues that hold it; never changed once it is routed. */
export interface Message extends Envelope {
  /** Unique in the broker and rising. */
  readonly messageId: number;
  /** A part of what a socket read, or a copy of that (`keepBody`). */
  body: Uint8Array;
  /** How many entries in the journal name it; the body is kept there while there is one. */
  journalEntries: number;
  /** How many entries of queues hold it: its memory counts while there is one. */
  places: number;
}

/** One message in one queue, from the time it is enqueued until it is settled. */
export interface Entry {
  readonly message: Message;
  readonly position: number;
  readonly expiresAtMs: number | undefined;
  /** Kept on disk: the queue is durable and the message persistent (in a quorum queue every message). */
  readonly journaled: boolean;
  redelivered: boolean;
  /** How often it came back after a delivery. */
  deliveryCount: number;
}

const PERSISTENT = 2;

/** Delivery mode 2 (AMQP 0-9-1, basic properties). */
export function isPersistent(properties: Properties): boolean {
  return properties.deliveryMode === PERSISTENT;
}

/** The keys of a CC or BCC header: what is not a string in the array is ignored, as RabbitMQ does. */
export function copyKeys(headers: FieldTable | undefined, name: "CC" | "BCC"): readonly string[] {
  const copies = headers?.[name];
  if (copies?.type !== "array") return NO_KEYS;
  return copies.value.filter((value) => value.type === "string").map((value) => value.value);
}

/** Small bodies are copied, so that a message which stays does not keep everything that was read with it. */
export function keepBody(message: Message): void {
  const { body } = message;
  if (body.byteLength > KEPT_BODY_COPY_MAXIMUM_BYTES || body.buffer.byteLength <= COPIES_MEMORY_BYTES) return;
  message.body = copyOf(body);
}

export const NO_KEYS: readonly string[] = [];

/** A new table without that name. */
export function withoutHeader(headers: FieldTable, name: string): FieldTable {
  return Object.fromEntries(Object.entries(headers).filter(([other]) => other !== name));
}

/** A new table with that name set. */
export function withHeader(headers: FieldTable | undefined, name: string, value: FieldValue): FieldTable {
  return { ...headers, [name]: value };
}
