/** Methods by the table: one loop reads and one loop writes the fields of every method. */
// oxlint-disable typescript/no-unsafe-type-assertion -- the table says which type each field has, in `types.ts` and here
import { EncodeError, showOctets, WireError } from "./errors.ts";
import { readTable, writeTable } from "./field-table.ts";
import type { FieldType, MethodRow } from "./layout.ts";
import { METHODS } from "./spec.ts";
import type { FieldTable, Method, MethodFields, MethodName } from "./types.ts";
import type { Reader, Writer } from "./cursor.ts";
import { isUtf8 } from "./utf8.ts";

interface MethodLayout {
  readonly name: MethodName;
  readonly classId: number;
  readonly methodId: number;
  readonly content: boolean;
  readonly fields: readonly FieldLayout[];
}

interface FieldLayout {
  readonly name: string;
  readonly type: FieldType;
  readonly reserved: boolean;
  /** Of a bit: its place in the octet that it shares with its neighbours; 0 starts a new octet. */
  readonly bit: number;
  /** Of a bit: no further bit shares the octet. */
  readonly lastBit: boolean;
}

type Fields = Record<string, unknown>;

const LAYOUTS = Object.entries<MethodRow>(METHODS).map(([name, row]) => layoutOf(name as MethodName, row));
const LAYOUT_BY_NAME = new Map(LAYOUTS.map((layout) => [layout.name, layout]));
const LAYOUT_BY_ID = new Map(LAYOUTS.map((layout) => [(layout.classId << 16) | layout.methodId, layout]));

/**
 * Reads class id, method id and all fields; they must fill the reader to its end. Throws a WireError.
 *
 * @param textsMustBeUtf8 as a broker reads what clients send: short strings that are no UTF-8 are an error, too
 */
export function readMethod(reader: Reader, textsMustBeUtf8 = false): Method {
  const classId = reader.short();
  const methodId = reader.short();
  const layout = LAYOUT_BY_ID.get((classId << 16) | methodId);
  if (layout === undefined) {
    const explanation = `unknown method ${methodId} of class ${classId}`;
    throw new WireError("NOT_IMPLEMENTED", explanation, { unanswered: true });
  }
  const start = reader.offset;
  try {
    // RabbitMQ saves itself the look at what comes with every message.
    const fields = readFields(reader, layout, textsMustBeUtf8 && !layout.content);
    return { name: layout.name, fields } as Method;
  } catch (error) {
    if (!(error instanceof WireError) || error instanceof MalformedTextError) throw error;
    reader.offset = start;
    const shown = showOctets(reader.bytes(Math.min(reader.remaining, OCTETS_SHOWN_MAXIMUM)));
    // What exactly could not be read is for who debugs the parser: clients get RabbitMQ's words.
    const { unanswered } = error;
    throw new WireError("FRAME_ERROR", `cannot decode ${shown}`, { method: layout.name, unanswered, cause: error });
  }
}

const OCTETS_SHOWN_MAXIMUM = 32;

class MalformedTextError extends WireError {
  /** Of a channel's methods RabbitMQ does not say in which it was; before the login it says nothing at all. */
  constructor(method: MethodName) {
    const isConnections = method.startsWith("connection.");
    const details = isConnections ? { method, unanswered: method === "connection.start-ok" } : {};
    super("FRAME_ERROR", "Malformed UTF-8 in shortstr", details);
  }
}

/** Writes class id, method id and all fields. Throws an EncodeError where a value can't be carried. */
export function writeMethod(writer: Writer, method: Method): void {
  const layout = layoutByName(method.name);
  writer.short(layout.classId);
  writer.short(layout.methodId);
  const values = method.fields as Fields;
  let octet = 0;
  for (const field of layout.fields) {
    if (field.type === "bit") {
      if (field.bit === 0) octet = 0;
      if (!field.reserved && values[field.name] === true) octet |= 1 << field.bit;
      if (field.lastBit) writer.octet(octet);
    } else {
      writeField(writer, field, field.reserved ? emptyValue(field.type) : values[field.name], layout.name);
    }
  }
}

/** A method with what is not given false, 0, empty. */
export function makeMethod<N extends MethodName>(name: N, fields: Partial<MethodFields<N>> = {}): Method<N> {
  const complete: Fields = {};
  for (const field of layoutByName(name).fields) if (!field.reserved) complete[field.name] = emptyValue(field.type);
  return { name, fields: { ...complete, ...fields } } as unknown as Method<N>;
}

/** Class and method id, as connection.close and channel.close name the method that failed. */
export function methodIds(name: MethodName): { readonly classId: number; readonly methodId: number } {
  const { classId, methodId } = layoutByName(name);
  return { classId, methodId };
}

/** The method of these ids; undefined where there is none (0 and 0 in a close: no method's fault). */
export function methodNameOf(classId: number, methodId: number): MethodName | undefined {
  return LAYOUT_BY_ID.get((classId << 16) | methodId)?.name;
}

/** Whether a content header and body follow. */
export function carriesContent(name: MethodName): boolean {
  return layoutByName(name).content;
}

function readFields(reader: Reader, layout: MethodLayout, textsMustBeUtf8: boolean): Fields {
  const fields: Fields = {};
  let octet = 0;
  let isMalformed = false;
  for (const field of layout.fields) {
    if (field.type === "bit") {
      if (field.bit === 0) octet = reader.octet();
      if (!field.reserved) fields[field.name] = (octet & (1 << field.bit)) !== 0;
    } else {
      const value = readField(reader, field.type);
      if (textsMustBeUtf8 && field.type === "shortString" && !isUtf8(value as string)) isMalformed = true;
      if (!field.reserved) fields[field.name] = value;
    }
  }
  if (reader.remaining > 0) throw new WireError("FRAME_ERROR", `${reader.remaining} bytes too many`);
  if (isMalformed) throw new MalformedTextError(layout.name);
  return fields;
}

export function readField(reader: Reader, type: Exclude<FieldType, "bit">): unknown {
  switch (type) {
    case "shortString":
      return reader.shortString();
    case "longLong":
      return reader.longLong();
    case "short":
      return reader.short();
    case "long":
      return reader.long();
    case "octet":
      return reader.octet();
    case "table":
      return readTable(reader);
    case "longString":
      return reader.longString();
    case "longBytes":
      return Buffer.from(reader.bytes(reader.long()));
    case "timestamp":
      return reader.unsigned64();
  }
}

export function writeValue(writer: Writer, type: Exclude<FieldType, "bit">, value: unknown): void {
  switch (type) {
    case "shortString":
      return writer.shortString(value as string);
    case "longLong":
      return writer.longLong(value as number);
    case "short":
      return writer.short(value as number);
    case "long":
      return writer.long(value as number);
    case "octet":
      return writer.octet(value as number);
    case "table":
      return writeTable(writer, value as FieldTable);
    case "longString":
      return writer.longString(value as string);
    case "longBytes":
      writer.long((value as Uint8Array).length);
      return writer.bytes(value as Uint8Array);
    case "timestamp":
      return writer.unsigned64(value as number | bigint);
  }
}

function writeField(writer: Writer, field: FieldLayout, value: unknown, method: MethodName): void {
  if (value === undefined) throw new EncodeError(`${method} lacks its field ${field.name}`);
  try {
    writeValue(writer, field.type as Exclude<FieldType, "bit">, value);
  } catch (error) {
    if (!(error instanceof EncodeError)) throw error;
    throw new EncodeError(`${method}, ${field.name}: ${error.message}`);
  }
}

const NO_BYTES = new Uint8Array(0);

function emptyValue(type: FieldType): unknown {
  switch (type) {
    case "bit":
      return false;
    case "octet":
    case "short":
    case "long":
    case "longLong":
    case "timestamp":
      return 0;
    case "shortString":
    case "longString":
      return "";
    case "longBytes":
      return NO_BYTES;
    case "table":
      return {};
  }
}

function layoutByName(name: MethodName): MethodLayout {
  return LAYOUT_BY_NAME.get(name)!;
}

function layoutOf(name: MethodName, row: MethodRow): MethodLayout {
  let bits = 0;
  const fields = row.fields.map(([fieldName, type], index): FieldLayout => {
    const bit = type === "bit" ? bits++ % 8 : 0;
    if (type !== "bit") bits = 0;
    const lastBit = type === "bit" && (bit === 7 || row.fields[index + 1]?.[1] !== "bit");
    return { name: fieldName, type, reserved: fieldName.startsWith("reserved"), bit, lastBit };
  });
  return { name, classId: row.classId, methodId: row.methodId, content: row.content === true, fields };
}
