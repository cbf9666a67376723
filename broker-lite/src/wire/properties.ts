/** The content header's properties, by the table: a word of flags, then the values that are there. */
import { Reader, Writer } from "./cursor.ts";
import { EncodeError, WireError } from "./errors.ts";
import { readField, writeValue } from "./methods.ts";
import { PROPERTIES } from "./constants.ts";
import type { Properties } from "./types.ts";

/** Bit 0 says that another word of flags follows; class basic has no need of one. */
const CONTINUED = 1;
/** Longer ones are seldom the same. */
const REMEMBERED_MAXIMUM_BYTES = 256;
const NONE: Properties = Object.freeze({});

/**
 * Reads the properties of one connection's messages, which are often the same from message to message: the same bytes give the same
 * object, without decoding them anew.
 */
export class PropertiesReader {
  readonly #lastBytes = new Uint8Array(REMEMBERED_MAXIMUM_BYTES);
  #lastLength = 0;
  #last: Properties = NONE;

  /** Up to the end of the reader. Throws a WireError. */
  read(reader: Reader): Properties {
    const length = reader.remaining;
    if (length > 0 && length === this.#lastLength && reader.startsWith(this.#lastBytes, length)) return this.#last;
    const start = reader.offset;
    const properties = readProperties(reader);
    if (reader.remaining > 0) throw new WireError("INTERNAL_ERROR", `${reader.remaining} bytes too many`);
    if (length <= REMEMBERED_MAXIMUM_BYTES) {
      reader.offset = start;
      this.#lastBytes.set(reader.bytes(length));
      this.#lastLength = length;
      this.#last = properties;
    }
    return properties;
  }

  /** Undefined where there is something wrong with them. */
  tryRead(reader: Reader): Properties | undefined {
    try {
      return this.read(reader);
    } catch (error) {
      if (error instanceof WireError) return undefined;
      throw error;
    }
  }
}

function readProperties(reader: Reader): Properties {
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

/** What was written twice in a row, since the next message often has the same. (Properties are read-only: see `types.ts`.) */
let lastSeen: Properties = NONE;
let lastWritten: Properties = NONE;
let lastWrittenBytes: Uint8Array = Uint8Array.of(0, 0);

export function writeProperties(writer: Writer, properties: Properties): void {
  if (properties === lastWritten) return writer.bytes(lastWrittenBytes);
  const start = writer.length;
  let flags = 0;
  for (let index = 0; index < PROPERTIES.length; index++) {
    if (properties[PROPERTIES[index]![0]] !== undefined) flags |= flagOf(index);
  }
  writer.short(flags);
  for (let index = 0; index < PROPERTIES.length; index++) {
    if ((flags & flagOf(index)) === 0) continue;
    const [name, type] = PROPERTIES[index]!;
    try {
      writeValue(writer, type, properties[name]);
    } catch (error) {
      if (!(error instanceof EncodeError)) throw error;
      throw new EncodeError(`property ${name}: ${error.message}`);
    }
  }
  if (properties === lastSeen) {
    lastWritten = properties;
    lastWrittenBytes = writer.copyFrom(start);
  }
  lastSeen = properties;
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
