/**
 * LevelDB's table files, as far as it takes to see whether they are whole: each block has a checksum, which the database does not look at
 * when it reads, and ends the process over bytes that are others than it wrote. Owns the format
 * (https://github.com/google/leveldb/blob/main/doc/table_format.md); what follows from damage is said in `disk-store.ts` and `salvage.ts`.
 */
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { crc32c, CRC_START, crcEnd, crcStep } from "./crc32c.ts";
import { uncompressed } from "./snappy.ts";

const FOOTER_BYTES = 48;
const MAGIC = 0xdb4775248b80fb57n;
/** Behind each block: how it is compressed, and the checksum of both. */
const TRAILER_BYTES = 5;
/** At the end of each key: the number of the write, and whether it removes. */
const SEQUENCE_BYTES = 8;
const PLAIN = 0;
const SNAPPY = 1;

interface BlockHandle {
  readonly offset: number;
  readonly size: number;
}

interface IndexEntry {
  readonly key: Buffer;
  readonly handle: BlockHandle;
}

/** Names of the tables in that folder of which a byte is not what it was. */
export async function damagedTables(databasePath: string): Promise<readonly string[]> {
  const damaged: string[] = [];
  for (const name of await tablesIn(databasePath)) {
    // oxlint-disable-next-line no-await-in-loop -- one in memory at a time
    if (!isWhole(await readFile(join(databasePath, name)))) damaged.push(name);
  }
  return damaged;
}

/** Writes damaged tables anew with the blocks that are whole; those without any go. */
export async function repairTables(databasePath: string): Promise<void> {
  for (const name of await damagedTables(databasePath)) {
    const path = join(databasePath, name);
    // oxlint-disable-next-line no-await-in-loop -- one in memory at a time
    const repaired = withoutDamage(await readFile(path));
    // oxlint-disable-next-line no-await-in-loop -- one in memory at a time
    await (repaired === undefined ? rm(path) : writeFile(path, repaired));
  }
}

async function tablesIn(databasePath: string): Promise<readonly string[]> {
  const names = await readdir(databasePath).catch(() => []);
  return names.filter((name) => /\.(ldb|sst)$/.test(name));
}

export function isWhole(table: Buffer): boolean {
  const footer = footerOf(table);
  if (footer === undefined) return false;
  return [footer.metaindex, footer.index].every(
    (index) => indexOf(table, index)?.every(({ handle }) => isBlockWhole(table, handle)) === true,
  );
}

/** The same data blocks at the same places, with a new index of those that are whole; undefined where there are none. */
export function withoutDamage(table: Buffer): Buffer | undefined {
  const footer = footerOf(table);
  const index = footer === undefined ? undefined : indexOf(table, footer.index);
  const whole = (index ?? scanned(table)).filter(({ handle }) => isBlockWhole(table, handle));
  if (whole.length === 0) return undefined;
  const end = Math.max(0, ...whole.map(({ handle }) => handle.offset + handle.size + TRAILER_BYTES));
  const metaindex = blockOf([]);
  const newIndex = blockOf(whole);
  const newFooter = Buffer.alloc(FOOTER_BYTES);
  const handles = [
    handleBytes({ offset: end, size: metaindex.length - TRAILER_BYTES }),
    handleBytes({ offset: end + metaindex.length, size: newIndex.length - TRAILER_BYTES }),
  ];
  Buffer.concat(handles).copy(newFooter);
  newFooter.writeBigUInt64LE(MAGIC, FOOTER_BYTES - 8);
  return Buffer.concat([table.subarray(0, end), metaindex, newIndex, newFooter]);
}

function footerOf(table: Buffer): { readonly metaindex: BlockHandle; readonly index: BlockHandle } | undefined {
  const at = table.length - FOOTER_BYTES;
  if (at < 0 || table.readBigUInt64LE(table.length - 8) !== MAGIC) return undefined;
  const cursor = new Varints(table.subarray(at, table.length - 8));
  const metaindex = cursor.handle();
  const index = cursor.handle();
  return metaindex === undefined || index === undefined ? undefined : { metaindex, index };
}

function isBlockWhole(table: Buffer, { offset, size }: BlockHandle): boolean {
  const end = offset + size;
  if (end + TRAILER_BYTES > table.length) return false;
  const type = table[end];
  return (
    (type === PLAIN || type === SNAPPY) && table.readUInt32LE(end + 1) === checksum(table.subarray(offset, end + 1))
  );
}

/** Undefined where it is damaged. */
function indexOf(table: Buffer, handle: BlockHandle): readonly IndexEntry[] | undefined {
  if (!isBlockWhole(table, handle)) return undefined;
  const entries: IndexEntry[] = [];
  for (const { key, value } of entriesOf(contentOf(table, handle)) ?? []) {
    const found = new Varints(value).handle();
    if (found === undefined) return undefined;
    entries.push({ key, handle: found });
  }
  return entries;
}

/** Finds the data blocks without an index: each ends where its checksum is right. Behind the first that is damaged nothing is found. */
function scanned(table: Buffer): readonly IndexEntry[] {
  const found: IndexEntry[] = [];
  let start = 0;
  let crc = CRC_START;
  for (let end = 0; end + TRAILER_BYTES <= table.length; end++) {
    const byte = table[end] ?? 0;
    const isType = byte === PLAIN || byte === SNAPPY;
    if (isType && end > start && masked(crcEnd(crcStep(crc, byte))) === table.readUInt32LE(end + 1)) {
      const handle = { offset: start, size: end - start };
      const last = entriesOf(contentOf(table, handle))?.at(-1);
      // Behind the data are a filter and indexes.
      if (last === undefined || last.key.length < SEQUENCE_BYTES) return found;
      found.push({ key: last.key, handle });
      start = end + TRAILER_BYTES;
      end = start - 1;
      crc = CRC_START;
    } else crc = crcStep(crc, byte);
  }
  return found;
}

function contentOf(table: Buffer, { offset, size }: BlockHandle): Buffer {
  const stored = table.subarray(offset, offset + size);
  return table[offset + size] === SNAPPY ? uncompressed(stored) : stored;
}

/** Undefined for what is no block of keys and values. */
function entriesOf(block: Buffer): readonly { readonly key: Buffer; readonly value: Buffer }[] | undefined {
  if (block.length < 4) return undefined;
  const end = block.length - 4 - 4 * block.readUInt32LE(block.length - 4);
  if (end < 0) return undefined;
  const cursor = new Varints(block.subarray(0, end));
  const entries: { readonly key: Buffer; readonly value: Buffer }[] = [];
  let key: Buffer = Buffer.alloc(0);
  while (!cursor.isAtEnd) {
    const [shared, own, valueBytes] = [cursor.next(), cursor.next(), cursor.next()];
    if (shared === undefined || own === undefined || valueBytes === undefined || shared > key.length) return undefined;
    if (own + valueBytes > cursor.left) return undefined;
    key = Buffer.concat([key.subarray(0, shared), cursor.take(own)]);
    entries.push({ key, value: cursor.take(valueBytes) });
  }
  return entries;
}

/** A block with these entries, each whole in itself, and its trailer. */
function blockOf(entries: readonly IndexEntry[]): Buffer {
  const pieces: Buffer[] = [];
  const restarts: number[] = entries.length === 0 ? [0] : [];
  let length = 0;
  for (const { key, handle } of entries) {
    const value = handleBytes(handle);
    const entry = Buffer.concat([varint(0), varint(key.length), varint(value.length), key, value]);
    restarts.push(length);
    length += entry.length;
    pieces.push(entry);
  }
  const tail = Buffer.alloc(4 * restarts.length + 4);
  for (const [index, offset] of restarts.entries()) tail.writeUInt32LE(offset, 4 * index);
  tail.writeUInt32LE(restarts.length, 4 * restarts.length);
  const content = Buffer.concat([...pieces, tail, Buffer.of(PLAIN)]);
  const sum = Buffer.alloc(4);
  sum.writeUInt32LE(checksum(content));
  return Buffer.concat([content, sum]);
}

/** As LevelDB keeps it: a checksum of data that has checksums in it would tell little. */
function checksum(bytes: Uint8Array): number {
  return masked(crc32c(bytes));
}

function masked(sum: number): number {
  return (((sum >>> 15) | (sum << 17)) + 0xa282ead8) >>> 0;
}

function handleBytes({ offset, size }: BlockHandle): Buffer {
  return Buffer.concat([varint(offset), varint(size)]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  return Buffer.of(...bytes, rest);
}

class Varints {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  /** Undefined where there is none. */
  next(): number | undefined {
    let value = 0;
    for (let factor = 1; this.#at < this.#bytes.length && factor <= Number.MAX_SAFE_INTEGER; factor *= 0x80) {
      const byte = this.#bytes[this.#at++] ?? 0;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
    return undefined;
  }

  take(length: number): Buffer {
    const taken = this.#bytes.subarray(this.#at, this.#at + length);
    this.#at += length;
    return taken;
  }

  handle(): BlockHandle | undefined {
    const [offset, size] = [this.next(), this.next()];
    return offset === undefined || size === undefined ? undefined : { offset, size };
  }
}
