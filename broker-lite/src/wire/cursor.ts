/**
 * Reads and writes the protocol's elementary values: integers, strings, bytes. Knows nothing of methods or frames.
 *
 * Strings: UTF-8, and whatever is not valid UTF-8 comes back byte for byte: such a byte b is read as the lone surrogate
 * U+DC00 + b, which no valid text contains, and written as b again. (Brokers pass on what they are given.)
 */
import { EncodeError, WireError } from "./errors.ts";
import { SHORT_STRING_MAXIMUM_BYTES } from "./constants.ts";

const REPLACEMENT = "\uFFFD";
const TWO_TO_32 = 0x1_0000_0000;
const HIGHEST_EXACT_HIGH_WORD = 0x1f_ffff;
const LOOP_MAXIMUM_BYTES = 24;

/** A window on bytes that moves forward. Reading past its end throws a frame error. */
export class Reader {
  #bytes: Buffer;
  offset: number;
  end: number;

  constructor(bytes: Uint8Array, offset = 0, end = bytes.length) {
    this.#bytes = asBuffer(bytes);
    this.offset = offset;
    this.end = end;
  }

  /** Moves this reader to another window, so that one reader serves all frames. */
  reset(bytes: Buffer, offset: number, end: number): void {
    this.#bytes = bytes;
    this.offset = offset;
    this.end = end;
  }

  get remaining(): number {
    return this.end - this.offset;
  }

  octet(): number {
    return this.#bytes[this.#advance(1)]!;
  }

  short(): number {
    const at = this.#advance(2);
    return (this.#bytes[at]! << 8) | this.#bytes[at + 1]!;
  }

  long(): number {
    const at = this.#advance(4);
    const bytes = this.#bytes;
    return ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0;
  }

  /** 64 bits that must fit a number exactly: delivery tags and body sizes. */
  longLong(): number {
    const high = this.long();
    const low = this.long();
    if (high > HIGHEST_EXACT_HIGH_WORD) throw new WireError("FRAME_ERROR", "64-bit integer beyond 2^53");
    return high * TWO_TO_32 + low;
  }

  unsigned64(): number | bigint {
    return exact(this.#bytes.readBigUInt64BE(this.#advance(8)));
  }

  signed64(): number | bigint {
    return exact(this.#bytes.readBigInt64BE(this.#advance(8)));
  }

  float(): number {
    return this.#bytes.readFloatBE(this.#advance(4));
  }

  double(): number {
    return this.#bytes.readDoubleBE(this.#advance(8));
  }

  shortString(): string {
    return this.#text(this.octet());
  }

  longString(): string {
    return this.#text(this.long());
  }

  /** Whether these bytes come next; moves nothing. */
  startsWith(expected: Uint8Array, length: number): boolean {
    if (this.offset + length > this.end) return false;
    const bytes = this.#bytes;
    const at = this.offset;
    for (let index = 0; index < length; index++) if (bytes[at + index] !== expected[index]) return false;
    return true;
  }

  /** A view, not a copy. */
  bytes(length: number): Uint8Array {
    const at = this.#advance(length);
    return this.#bytes.subarray(at, at + length);
  }

  #text(length: number): string {
    if (length === 0) return "";
    const at = this.#advance(length);
    return decodeText(this.#bytes, at, at + length);
  }

  #advance(length: number): number {
    const at = this.offset;
    if (at + length > this.end) throw new WireError("FRAME_ERROR", "value runs past the end of its frame");
    this.offset = at + length;
    return at;
  }
}

/** Bytes that grow while they are written. `take` gives a copy and starts anew. */
export class Writer {
  readonly #capacity: number;
  #bytes: Buffer;
  #length = 0;

  /** @param capacity in bytes: more than that is not forbidden, and costs a copy */
  constructor(capacity = 4096) {
    this.#capacity = capacity;
    this.#bytes = Buffer.allocUnsafe(capacity);
  }

  get length(): number {
    return this.#length;
  }

  octet(value: number): void {
    if ((value & 0xff) !== value) throw outOfRange(value, "8 bits");
    this.#bytes[this.#reserve(1)] = value;
  }

  short(value: number): void {
    if ((value & 0xffff) !== value) throw outOfRange(value, "16 bits");
    const at = this.#reserve(2);
    this.#bytes[at] = value >>> 8;
    this.#bytes[at + 1] = value;
  }

  long(value: number): void {
    if (value >>> 0 !== value) throw outOfRange(value, "32 bits");
    this.#word(value);
  }

  longLong(value: number): void {
    if (!(Number.isSafeInteger(value) && value >= 0)) throw outOfRange(value, "53 bits");
    this.#word((value / TWO_TO_32) | 0);
    this.#word(value >>> 0);
  }

  signed(value: number, bits: 8 | 16 | 32): void {
    const limit = 2 ** (bits - 1);
    if (!(Number.isInteger(value) && value >= -limit && value < limit))
      throw outOfRange(value, `${bits} bits with a sign`);
    if (bits === 8) this.octet(value & 0xff);
    else if (bits === 16) this.short(value & 0xffff);
    else this.#word(value);
  }

  unsigned64(value: number | bigint): void {
    const exactValue = BigInt(value);
    if (exactValue !== BigInt.asUintN(64, exactValue)) throw outOfRange(value, "64 bits");
    const at = this.#reserve(8);
    this.#bytes.writeBigUInt64BE(exactValue, at);
  }

  signed64(value: number | bigint): void {
    const exactValue = BigInt(value);
    if (exactValue !== BigInt.asIntN(64, exactValue)) throw outOfRange(value, "64 bits with a sign");
    const at = this.#reserve(8);
    this.#bytes.writeBigInt64BE(exactValue, at);
  }

  float(value: number): void {
    const at = this.#reserve(4);
    this.#bytes.writeFloatBE(value, at);
  }

  double(value: number): void {
    const at = this.#reserve(8);
    this.#bytes.writeDoubleBE(value, at);
  }

  /** Throws an EncodeError over 255 bytes: the protocol can't carry it, and cutting it would send it elsewhere. */
  shortString(text: string): void {
    const lengthAt = this.#reserve(1);
    const bytes = this.#text(text);
    if (bytes > SHORT_STRING_MAXIMUM_BYTES) {
      throw new EncodeError(`a short string is at most ${SHORT_STRING_MAXIMUM_BYTES} bytes long, not ${bytes}`);
    }
    this.#bytes[lengthAt] = bytes;
  }

  longString(text: string): void {
    const lengthAt = this.startLong();
    this.#text(text);
    this.endLong(lengthAt);
  }

  bytes(bytes: Uint8Array): void {
    const { length } = bytes;
    const at = this.#reserve(length);
    const own = this.#bytes;
    // A handful of bytes is copied before a native call has begun.
    if (length <= LOOP_MAXIMUM_BYTES) for (let index = 0; index < length; index++) own[at + index] = bytes[index]!;
    else own.set(bytes, at);
  }

  /** Leaves room for a 32-bit length, which `endLong` fills in with what was written since. */
  startLong(): number {
    return this.#reserve(4);
  }

  endLong(lengthAt: number): void {
    this.#wordAt(lengthAt, this.#length - lengthAt - 4);
  }

  /** A copy of all that was written; the writer is empty afterwards. */
  take(): Buffer {
    const taken = Buffer.allocUnsafe(this.#length);
    this.#bytes.copy(taken, 0, 0, this.#length);
    this.reset();
    return taken;
  }

  /** All that was written, not copied: the writer goes on with other bytes. */
  detach(): Buffer {
    const taken = this.#bytes.subarray(0, this.#length);
    this.#bytes = Buffer.allocUnsafe(this.#capacity);
    this.reset();
    return taken;
  }

  /** A copy of what was written from there on. */
  copyFrom(start: number): Buffer {
    return Buffer.from(this.#bytes.subarray(start, this.#length));
  }

  /** Forgets what was written, or all behind a place, as after an error. */
  reset(length = 0): void {
    this.#length = length;
  }

  #word(value: number): void {
    this.#wordAt(this.#reserve(4), value);
  }

  #wordAt(at: number, value: number): void {
    const bytes = this.#bytes;
    bytes[at] = value >>> 24;
    bytes[at + 1] = value >>> 16;
    bytes[at + 2] = value >>> 8;
    bytes[at + 3] = value;
  }

  /** Writes text and returns its length in bytes. Most names are ASCII, where a loop beats a native call. */
  #text(text: string): number {
    const start = this.#reserve(text.length);
    const bytes = this.#bytes;
    for (let index = 0; index < text.length; index++) {
      const unit = text.charCodeAt(index);
      if (unit >= 0x80) {
        this.#length = start;
        const encoded = encodeTextKeepingBytes(text);
        this.bytes(encoded);
        return encoded.length;
      }
      bytes[start + index] = unit;
    }
    return text.length;
  }

  #reserve(length: number): number {
    const at = this.#length;
    if (at + length > this.#bytes.length) this.#grow(at + length);
    this.#length = at + length;
    return at;
  }

  #grow(needed: number): void {
    const larger = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}

export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** A string of these bytes, which are UTF-8 or not. */
export function decodeText(bytes: Buffer, start: number, end: number): string {
  const text = bytes.toString("utf8", start, end);
  return text.includes(REPLACEMENT) ? decodeTextKeepingBytes(bytes.subarray(start, end)) : text;
}

/** UTF-8 with each stray byte b as U+DC00 + b. */
function decodeTextKeepingBytes(bytes: Buffer): string {
  let text = "";
  let validFrom = 0;
  let offset = 0;
  while (offset < bytes.length) {
    const length = sequenceLength(bytes, offset);
    if (length === 0) {
      text += bytes.toString("utf8", validFrom, offset) + String.fromCharCode(0xdc00 + bytes[offset]!);
      validFrom = offset + 1;
    }
    offset += length || 1;
  }
  return text + bytes.toString("utf8", validFrom);
}

/** Length of the valid UTF-8 sequence at this place (RFC 3629 §4), or 0. */
function sequenceLength(bytes: Buffer, offset: number): number {
  const first = bytes[offset]!;
  if (first < 0x80) return 1;
  const length = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  if (length === 0 || offset + length > bytes.length) return 0;
  for (let index = 1; index < length; index++) if ((bytes[offset + index]! & 0xc0) !== 0x80) return 0;
  const second = bytes[offset + 1]!;
  if ((first === 0xe0 && second < 0xa0) || (first === 0xed && second > 0x9f)) return 0;
  if ((first === 0xf0 && second < 0x90) || (first === 0xf4 && second > 0x8f)) return 0;
  return length;
}

/** Stands for one byte: the second half of a surrogate pair without its first. */
const STRAY_BYTE = /(?<![\uD800-\uDBFF])[\uDC80-\uDCFF]/g;

function encodeTextKeepingBytes(text: string): Buffer {
  const parts: Buffer[] = [];
  let from = 0;
  for (const match of text.matchAll(STRAY_BYTE)) {
    parts.push(Buffer.from(text.slice(from, match.index), "utf8"), Buffer.of(match[0].charCodeAt(0) - 0xdc00));
    from = match.index + 1;
  }
  if (from === 0) return Buffer.from(text, "utf8");
  return Buffer.concat([...parts, Buffer.from(text.slice(from), "utf8")]);
}

function exact(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function outOfRange(value: number | bigint, width: string): EncodeError {
  return new EncodeError(`${value} does not fit ${width}`);
}
