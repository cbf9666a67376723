/**
 * Field tables and arrays: headers and arguments, with RabbitMQ's types
 * (https://www.rabbitmq.com/amqp-0-9-1-errata#section_3). Every value keeps its wire type.
 */
import { asBuffer, Reader, Writer } from "./cursor.ts";
import { EncodeError, WireError } from "./errors.ts";
import { FIELD_DEPTH_MAXIMUM } from "./constants.ts";
import type { FieldTable, FieldValue, FieldValueType } from "./types.ts";

/** The octet that stands for each type. */
const TAGS: Readonly<Record<FieldValueType, string>> = {
  boolean: "t",
  int8: "b",
  uint8: "B",
  int16: "s",
  uint16: "u",
  int32: "I",
  uint32: "i",
  int64: "l",
  uint64: "L",
  float: "f",
  double: "d",
  decimal: "D",
  string: "S",
  array: "A",
  timestamp: "T",
  table: "F",
  void: "V",
  bytes: "x",
};

const TYPE_OF_TAG = new Map<number, FieldValueType>();
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- TAGS has all types, and no other keys
for (const type of Object.keys(TAGS) as FieldValueType[]) TYPE_OF_TAG.set(TAGS[type].charCodeAt(0), type);

/**
 * What each decoded table was made from. Objects alone would lose the order of names such as "1", and names that occur
 * twice; a broker passes on what it was given.
 */
const originalBytes = new WeakMap<FieldTable, Uint8Array>();

/** Reads a table with its 32-bit length. */
export function readTable(reader: Reader, depth = 0): FieldTable {
  const length = reader.long();
  if (length === 0) return {};
  const content = reader.bytes(length);
  const table = depth === 0 ? decodeOutermost(content) : decodeTableContent(content, depth);
  // A copy, because a view would keep the socket's whole chunk alive for as long as the table lives.
  originalBytes.set(table, Buffer.from(content));
  return table;
}

/** What is wrong inside of a table nobody is told (rabbit_binary_parser:parse_table has no clause for it), but for what is our own limit. */
function decodeOutermost(content: Uint8Array): FieldTable {
  try {
    return decodeTableContent(content);
  } catch (error) {
    if (!(error instanceof WireError) || error instanceof TooDeepError) throw error;
    throw new WireError(error.replyName, error.message, { unanswered: true, cause: error });
  }
}

/** Writes a table with its 32-bit length. */
export function writeTable(writer: Writer, table: FieldTable, depth = 0): void {
  const lengthAt = writer.startLong();
  const original = originalBytes.get(table);
  if (original === undefined) writeEntries(writer, table, depth);
  else writer.bytes(original);
  writer.endLong(lengthAt);
}

/** A table's bytes without the length, as in an AMQPLAIN response. Throws a WireError. */
export function decodeTableContent(bytes: Uint8Array, depth = 0): FieldTable {
  if (depth >= FIELD_DEPTH_MAXIMUM) throw new TooDeepError();
  const reader = new Reader(bytes);
  const table: Record<string, FieldValue> = {};
  while (reader.remaining > 0) {
    const name = reader.shortString();
    const value = readValue(reader, depth);
    if (name === "__proto__") {
      Object.defineProperty(table, name, { value, enumerable: true, configurable: true, writable: true });
    } else if (!Object.hasOwn(table, name)) {
      table[name] = value;
    }
  }
  return table;
}

/** A table's bytes without the length. Throws an EncodeError where a value does not fit its type. */
export function encodeTableContent(table: FieldTable): Uint8Array {
  const writer = new Writer();
  writeTable(writer, table);
  return writer.take().subarray(4);
}

function writeEntries(writer: Writer, table: FieldTable, depth: number): void {
  if (depth >= FIELD_DEPTH_MAXIMUM) throw new EncodeError(TOO_DEEP);
  for (const [name, value] of Object.entries(table)) {
    writer.shortString(name);
    writeValue(writer, value, depth);
  }
}

function readValue(reader: Reader, depth: number): FieldValue {
  const tag = reader.octet();
  const type = TYPE_OF_TAG.get(tag);
  switch (type) {
    case "boolean":
      return { type, value: reader.octet() !== 0 };
    case "int8":
      return { type, value: (reader.octet() << 24) >> 24 };
    case "uint8":
      return { type, value: reader.octet() };
    case "int16":
      return { type, value: (reader.short() << 16) >> 16 };
    case "uint16":
      return { type, value: reader.short() };
    case "int32":
      return { type, value: reader.long() | 0 };
    case "uint32":
      return { type, value: reader.long() };
    case "int64":
      return { type, value: reader.signed64() };
    case "uint64":
      return { type, value: reader.unsigned64() };
    case "float":
      return { type, value: finite(reader.float()) };
    case "double":
      return { type, value: finite(reader.double()) };
    case "decimal":
      return { type, value: { scale: reader.octet(), unscaled: reader.long() | 0 } };
    case "string":
      return { type, value: reader.longString() };
    case "bytes":
      return { type, value: Buffer.from(reader.bytes(reader.long())) };
    case "timestamp":
      return { type, value: reader.unsigned64() };
    case "array":
      return { type, value: readArray(reader, depth + 1) };
    case "table":
      return { type, value: readTable(reader, depth + 1) };
    case "void":
      return { type, value: null };
    case undefined:
      throw new WireError("FRAME_ERROR", `unknown field type ${tag}`);
  }
}

/** RabbitMQ can't read the other ones either. */
function finite(value: number): number {
  if (!Number.isFinite(value)) throw new WireError("FRAME_ERROR", "floating-point value that is not a number");
  return value;
}

function readArray(reader: Reader, depth: number): readonly FieldValue[] {
  if (depth >= FIELD_DEPTH_MAXIMUM) throw new TooDeepError();
  const content = new Reader(reader.bytes(reader.long()));
  const values: FieldValue[] = [];
  while (content.remaining > 0) values.push(readValue(content, depth));
  return values;
}

function writeValue(writer: Writer, field: FieldValue, depth: number): void {
  writer.octet(TAGS[field.type].charCodeAt(0));
  switch (field.type) {
    case "boolean":
      return writer.octet(field.value ? 1 : 0);
    case "int8":
      return writer.signed(field.value, 8);
    case "uint8":
      return writer.octet(field.value);
    case "int16":
      return writer.signed(field.value, 16);
    case "uint16":
      return writer.short(field.value);
    case "int32":
      return writer.signed(field.value, 32);
    case "uint32":
      return writer.long(field.value);
    case "int64":
      return writer.signed64(field.value);
    case "uint64":
      return writer.unsigned64(field.value);
    case "float":
      return writer.float(field.value);
    case "double":
      return writer.double(field.value);
    case "decimal":
      writer.octet(field.value.scale);
      return writer.signed(field.value.unscaled, 32);
    case "string":
      return writer.longString(field.value);
    case "bytes":
      writer.long(field.value.length);
      return writer.bytes(field.value);
    case "timestamp":
      return writer.unsigned64(field.value);
    case "array":
      return writeArray(writer, field.value, depth + 1);
    case "table":
      return writeTable(writer, field.value, depth + 1);
    case "void":
      return;
  }
}

function writeArray(writer: Writer, values: readonly FieldValue[], depth: number): void {
  if (depth >= FIELD_DEPTH_MAXIMUM) throw new EncodeError(TOO_DEEP);
  const lengthAt = writer.startLong();
  for (const value of values) writeValue(writer, value, depth);
  writer.endLong(lengthAt);
}

const TOO_DEEP = `field table nested deeper than ${FIELD_DEPTH_MAXIMUM} levels`;

class TooDeepError extends WireError {
  constructor() {
    super("FRAME_ERROR", TOO_DEEP);
  }
}

/** Plain JavaScript values, for people and for code that does not care about widths. */
export type PlainValue =
  | boolean
  | number
  | bigint
  | string
  | null
  | Uint8Array
  | readonly PlainValue[]
  | { readonly [name: string]: PlainValue };

/** `{ "x-max-length": { type: "int32", value: 5 } }` → `{ "x-max-length": 5 }`; decimals become numbers. */
export function plain(table: FieldTable): Record<string, PlainValue> {
  const result: Record<string, PlainValue> = {};
  for (const [name, field] of Object.entries(table)) {
    Object.defineProperty(result, name, {
      value: plainValue(field),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return result;
}

export function plainValue(field: FieldValue): PlainValue {
  if (field.type === "table") return plain(field.value);
  if (field.type === "array") return field.value.map(plainValue);
  if (field.type === "decimal") return field.value.unscaled / 10 ** field.value.scale;
  return field.value;
}

/**
 * The other way: integers become int32 or int64, other numbers double. For what the broker says of itself, and for tests.
 */
export function fieldTable(values: Readonly<Record<string, PlainValue | undefined>>): FieldTable {
  const table: Record<string, FieldValue> = {};
  for (const [name, value] of Object.entries(values)) if (value !== undefined) table[name] = fieldValue(value);
  return table;
}

export function fieldValue(value: PlainValue): FieldValue {
  if (value === null) return { type: "void", value };
  if (typeof value === "boolean") return { type: "boolean", value };
  if (typeof value === "string") return { type: "string", value };
  if (typeof value === "bigint") return { type: "int64", value };
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value)) return { type: "double", value };
    return { type: value === (value | 0) ? "int32" : "int64", value };
  }
  if (value instanceof Uint8Array) return { type: "bytes", value: asBuffer(value) };
  if (isArray(value)) return { type: "array", value: value.map(fieldValue) };
  return { type: "table", value: fieldTable(value) };
}

function isArray(value: PlainValue): value is readonly PlainValue[] {
  return Array.isArray(value);
}
