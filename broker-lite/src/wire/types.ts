/** The protocol's types, inferred from the tables in `spec.ts` and `constants.ts`. Nothing is written by hand twice. */
import type { PROPERTIES, REPLY_CODES } from "./constants.ts";
import type { FieldType } from "./layout.ts";
import type { METHODS } from "./spec.ts";

/**
 * A value of a field table with the type that it has on the wire (RabbitMQ's types, which differ from the
 * specification's: https://www.rabbitmq.com/amqp-0-9-1-errata#section_3), so that it is written back as it was read.
 *
 * Strings are UTF-8; a byte that is not part of valid UTF-8 is kept as U+DC00 + byte, and written back as that byte.
 */
export type FieldValue =
  | { readonly type: "boolean"; readonly value: boolean }
  | { readonly type: "int8" | "uint8" | "int16" | "uint16" | "int32" | "uint32"; readonly value: number }
  /** A bigint only where a number would not be exact: beyond 2^53. */
  | { readonly type: "int64" | "uint64"; readonly value: number | bigint }
  | { readonly type: "float" | "double"; readonly value: number }
  /** `unscaled / 10 ** scale` */
  | { readonly type: "decimal"; readonly value: { readonly scale: number; readonly unscaled: number } }
  | { readonly type: "string"; readonly value: string }
  | { readonly type: "bytes"; readonly value: Uint8Array }
  /** Seconds since 1970, unsigned; a bigint only beyond 2^53. */
  | { readonly type: "timestamp"; readonly value: number | bigint }
  | { readonly type: "array"; readonly value: readonly FieldValue[] }
  | { readonly type: "table"; readonly value: FieldTable }
  | { readonly type: "void"; readonly value: null };

export type FieldValueType = FieldValue["type"];

/**
 * Names and typed values, read-only. A table that was decoded remembers its bytes and is encoded as exactly these:
 * make a new table instead of changing one. Where a name occurs twice, the first counts, as in RabbitMQ.
 */
export interface FieldTable {
  readonly [name: string]: FieldValue;
}

/** The JavaScript value of each wire type. */
export interface WireValues {
  bit: boolean;
  octet: number;
  short: number;
  long: number;
  longLong: number;
  shortString: string;
  longString: string;
  longBytes: Uint8Array;
  table: FieldTable;
  timestamp: number | bigint;
}

type Row = readonly [name: string, type: FieldType];

/** `basic.publish`, `queue.declare-ok`, … */
export type MethodName = keyof typeof METHODS;

export type MethodFields<N extends MethodName> = {
  readonly [
    R in (typeof METHODS)[N]["fields"][number] as R extends Row
      ? R[0] extends `reserved${string}`
        ? never
        : R[0]
      : never
  ]: R extends Row ? WireValues[R[1]] : never;
};

/** A discriminated union over `name`. */
export type Method<N extends MethodName = MethodName> = {
  readonly [M in N]: { readonly name: M; readonly fields: MethodFields<M> };
}[N];

/** The methods that are followed by a content header and body: publish, return, deliver, get-ok. */
export type ContentMethodName = {
  [N in MethodName]: (typeof METHODS)[N] extends { readonly content: true } ? N : never;
}[MethodName];

/** Message properties; `timestamp` in seconds since 1970, `expiration` a decimal string of milliseconds. */
export type Properties = {
  readonly [R in (typeof PROPERTIES)[number] as R[0]]?: WireValues[R[1]];
};

export type ReplyName = keyof typeof REPLY_CODES;
export type SoftReplyName = {
  [N in ReplyName]: (typeof REPLY_CODES)[N]["severity"] extends "soft" ? N : never;
}[ReplyName];
export type HardReplyName = {
  [N in ReplyName]: (typeof REPLY_CODES)[N]["severity"] extends "hard" ? N : never;
}[ReplyName];

export interface MethodFrame {
  readonly type: "method";
  readonly channel: number;
  readonly method: Method;
}

export interface HeaderFrame {
  readonly type: "header";
  readonly channel: number;
  readonly classId: number;
  /** Bytes of body that follow. */
  readonly bodySize: number;
  readonly properties: Properties;
}

export interface BodyFrame {
  readonly type: "body";
  readonly channel: number;
  /** A view of the bytes that were given to the parser, not a copy. */
  readonly payload: Uint8Array;
}

export interface HeartbeatFrame {
  readonly type: "heartbeat";
  readonly channel: number;
}

export type Frame = MethodFrame | HeaderFrame | BodyFrame | HeartbeatFrame;
