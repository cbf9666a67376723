/**
 * The bytes of the log: files of batches, batches of operations. Knows no disk; what follows from bytes that are others than were written is
 * said in `log-reader.ts` and `salvage.ts`.
 *
 * A file is a header (magic, number of the file, checksum) and batches. A batch is a header (magic, length of the operations, sequence
 * number, checksum of the operations, checksum of the header), operations, and one octet that is not zero. An operation is a kind (1 octet),
 * the lengths of key and value (4 octets each), key (UTF-8) and value. Numbers are big-endian, checksums are CRC-32.
 */
import { crc32 } from "node:zlib";

const FILE_MAGIC = Buffer.from("brklite2");
export const FILE_HEADER_BYTES = FILE_MAGIC.length + 8;
const BATCH_MAGIC = Buffer.from([0xb7, 0x1c, 0xe5, 0x0a]);
const BATCH_HEADER_BYTES = 24;
const HEADER_CHECKSUM_AT = 20;
const BATCH_END = 0xce;
const OPERATION_HEADER_BYTES = 9;
const PUT = 1;
const REMOVE = 2;
/** UTF-8 takes so many octets for a UTF-16 unit at most. */
const UNIT_BYTES_MAXIMUM = 3;
const INITIAL_CAPACITY_BYTES = 64 * 1024;
/** More than this is given back after a batch that was larger. */
const KEPT_CAPACITY_BYTES = 4 * 1024 * 1024;
/** What a file system writes whole or not at all, at least; what it lost reads as zeros. */
const BLOCK_BYTES = 4096;
const TWO_POW_32 = 0x1_0000_0000;

export interface Operation {
  readonly key: string;
  /** Undefined removes the key. A view of the file's bytes. */
  readonly value: Buffer | undefined;
}

export interface Batch {
  readonly sequence: number;
  readonly at: number;
  readonly end: number;
  /** Its operations, as bytes. */
  readonly payload: Buffer;
  /** They are as they were written. */
  readonly isWhole: boolean;
}

export function encodeFileHeader(fileNumber: number): Buffer {
  const header = Buffer.alloc(FILE_HEADER_BYTES);
  FILE_MAGIC.copy(header);
  header.writeUInt32BE(fileNumber, FILE_MAGIC.length);
  header.writeUInt32BE(crc32(header.subarray(0, FILE_HEADER_BYTES - 4)), FILE_HEADER_BYTES - 4);
  return header;
}

export function isFileHeader(file: Buffer, fileNumber: number): boolean {
  return file.length >= FILE_HEADER_BYTES && file.subarray(0, FILE_HEADER_BYTES).equals(encodeFileHeader(fileNumber));
}

/** Puts one batch after the other into the same memory: what `finish` gives is valid until the next `start`. */
export class BatchWriter {
  #bytes = Buffer.allocUnsafeSlow(INITIAL_CAPACITY_BYTES);
  #length = 0;
  #sequence = 0;

  start(sequence: number): void {
    if (this.#bytes.length > KEPT_CAPACITY_BYTES) this.#bytes = Buffer.allocUnsafeSlow(INITIAL_CAPACITY_BYTES);
    this.#sequence = sequence;
    this.#length = BATCH_HEADER_BYTES;
  }

  get length(): number {
    return this.#length;
  }

  put(key: string, value: Buffer): void {
    this.#operation(PUT, key, value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
  }

  remove(key: string): void {
    this.#operation(REMOVE, key, 0);
  }

  finish(): Buffer {
    const bytes = this.#bytes;
    const payloadBytes = this.#length - BATCH_HEADER_BYTES;
    BATCH_MAGIC.copy(bytes);
    bytes.writeUInt32BE(payloadBytes, 4);
    bytes.writeUInt32BE(Math.floor(this.#sequence / TWO_POW_32), 8);
    bytes.writeUInt32BE(this.#sequence % TWO_POW_32, 12);
    bytes.writeUInt32BE(crc32(bytes.subarray(BATCH_HEADER_BYTES, this.#length)), 16);
    bytes.writeUInt32BE(crc32(bytes.subarray(0, HEADER_CHECKSUM_AT)), HEADER_CHECKSUM_AT);
    bytes[this.#length] = BATCH_END;
    return bytes.subarray(0, this.#length + 1);
  }

  #operation(kind: number, key: string, valueBytes: number): void {
    this.#reserve(OPERATION_HEADER_BYTES + key.length * UNIT_BYTES_MAXIMUM + valueBytes + 1);
    const at = this.#length;
    const bytes = this.#bytes;
    const keyBytes = bytes.write(key, at + OPERATION_HEADER_BYTES);
    bytes[at] = kind;
    bytes.writeUInt32BE(keyBytes, at + 1);
    bytes.writeUInt32BE(valueBytes, at + 5);
    this.#length = at + OPERATION_HEADER_BYTES + keyBytes;
  }

  #reserve(count: number): void {
    const needed = this.#length + count;
    if (needed <= this.#bytes.length) return;
    const bytes = Buffer.allocUnsafeSlow(Math.max(needed, this.#bytes.length * 2));
    bytes.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = bytes;
  }
}

/** The batch that begins there; undefined where none does, or where the file ends before it. */
export function batchAt(file: Buffer, at: number): Batch | undefined {
  if (file.length - at <= BATCH_HEADER_BYTES || BATCH_MAGIC.compare(file, at, at + BATCH_MAGIC.length) !== 0) {
    return undefined;
  }
  if (file.readUInt32BE(at + HEADER_CHECKSUM_AT) !== crc32(file.subarray(at, at + HEADER_CHECKSUM_AT)))
    return undefined;
  const payloadAt = at + BATCH_HEADER_BYTES;
  const payloadEnd = payloadAt + file.readUInt32BE(at + 4);
  if (payloadEnd >= file.length) return undefined;
  const sequence = file.readUInt32BE(at + 8) * TWO_POW_32 + file.readUInt32BE(at + 12);
  const payload = file.subarray(payloadAt, payloadEnd);
  const isWhole = file[payloadEnd] === BATCH_END && file.readUInt32BE(at + 16) === crc32(payload);
  return { sequence, at, end: payloadEnd + 1, payload, isWhole };
}

/** The next batch whose header can be read, at that place or behind it. */
export function nextBatch(file: Buffer, from: number): Batch | undefined {
  for (let at = file.indexOf(BATCH_MAGIC, from); at !== -1; at = file.indexOf(BATCH_MAGIC, at + 1)) {
    const batch = batchAt(file, at);
    if (batch !== undefined) return batch;
  }
  return undefined;
}

/**
 * Whether the bytes from there to the end of a file are what a power failure leaves of one write: less than was written, or blocks that
 * never came to the disk. Nothing of a batch that is whole looks like that: it ends in an octet that is not zero.
 */
export function isUnfinished(file: Buffer, at: number): boolean {
  if (file.length - at <= BATCH_HEADER_BYTES) return true;
  const isHeader = file.readUInt32BE(at + HEADER_CHECKSUM_AT) === crc32(file.subarray(at, at + HEADER_CHECKSUM_AT));
  if (isHeader && at + BATCH_HEADER_BYTES + file.readUInt32BE(at + 4) >= file.length) return true;
  for (let block = at; block < file.length;) {
    const blockEnd = Math.min(file.length, (Math.floor(block / BLOCK_BYTES) + 1) * BLOCK_BYTES);
    if (file.subarray(block, blockEnd).every((octet) => octet === 0)) return true;
    block = blockEnd;
  }
  return false;
}

/** Throws a RangeError where the bytes are no operations, behind those that are. */
export function* operationsOf(payload: Buffer): Generator<Operation, void> {
  for (let at = 0; at < payload.length;) {
    const kind = payload.readUInt8(at);
    const keyAt = at + OPERATION_HEADER_BYTES;
    const valueAt = keyAt + payload.readUInt32BE(at + 1);
    const end = valueAt + payload.readUInt32BE(at + 5);
    if ((kind !== PUT && kind !== REMOVE) || end > payload.length) throw new RangeError("no operation");
    const key = payload.toString("utf8", keyAt, valueAt);
    yield { key, value: kind === PUT ? payload.subarray(valueAt, end) : undefined };
    at = end;
  }
}
