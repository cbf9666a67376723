/** The content header's properties, by the table: a word of flags, then the values that are there. */
import { Reader, Writer } from "./cursor.ts";
import { EncodeError, WireError } from "./errors.ts";
import { readField, writeValue } from "./methods.ts";
import { PROPERTIES } from "./constants.ts";
import type { Properties } from "./types.ts";

/** Bit 0 says that another word of flags follows; class basic has no need of one. */
const CONTINUED = 1;
const NONE: Properties = Object.freeze({});

export function readProperties(reader: Reader): Properties {
  const flags = reader.short();
  if (flags === 0) return NONE;
  if ((flags & CONTINUED) !== 0) throw new WireError("FRAME_ERROR", "content header with more than 14 properties");
  const properties: Record<string, unknown> = {};
  for (let index = 0; index < PROPERTIES.length; index++) {
    if ((flags & flagOf(index)) === 0) continue;
    const [name, type] = PROPERTIES[index]!;
    properties[name] = readField(reader, type);
  }
  return properties;
}

export function writeProperties(writer: Writer, properties: Properties): void {
  let flags = 0;
  for (let index = 0; index < PROPERTIES.length; index++) {
    if (properties[PROPERTIES[index]![0]] !== undefined) flags |= flagOf(index);
  }
  writer.short(flags);
  if (flags === 0) return;
  for (const [name, type] of PROPERTIES) {
    const value = properties[name];
    if (value === undefined) continue;
    try {
      writeValue(writer, type, value);
    } catch (error) {
      if (!(error instanceof EncodeError)) throw error;
      throw new EncodeError(`property ${name}: ${error.message}`);
    }
  }
}

/** Flags and values, as in a content header after the body size. Throws an EncodeError. */
export function encodeProperties(properties: Properties): Uint8Array {
  const writer = new Writer();
  writeProperties(writer, properties);
  return writer.take();
}

/** The opposite of `encodeProperties`. Throws a WireError. */
export function decodeProperties(bytes: Uint8Array): Properties {
  return readProperties(new Reader(bytes));
}

function flagOf(index: number): number {
  return 0x8000 >> index;
}
