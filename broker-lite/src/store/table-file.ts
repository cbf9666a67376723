/**
 * LevelDB's table files, as far as it takes to see whether they are whole: each block has a checksum, which the database does not look at
 * when it reads, and ends the process over bytes that are others than it wrote. Owns the format
 * (https://github.com/google/leveldb/blob/main/doc/table_format.md); what follows from damage is said in `disk-store.ts` and `salvage.ts`.
 */
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { crc32c } from "./crc32c.ts";
import { uncompressed } from "./snappy.ts";

const FOOTER_BYTES = 48;
const MAGIC = 0xdb4775248b80fb57n;
/** Behind each block: how it is compressed, and the checksum of both. */
const TRAILER_BYTES = 5;
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

/** Writes damaged tables anew with the blocks that are whole; those of which nothing can be found are emptied. */
export async function repairTables(databasePath: string): Promise<void> {
  for (const name of await damagedTables(databasePath)) {
    const path = join(databasePath, name);
    // oxlint-disable-next-line no-await-in-loop -- one in memory at a time
    await writeFile(path, withoutDamage(await readFile(path)));
  }
}

async function tablesIn(databasePath: string): Promise<readonly string[]> {
  const names = await readdir(databasePath).catch(() => []);
  return names.filter((name) => /\.(ldb|sst)$/.test(name));
}

export function isWhole(table: Buffer): boolean {
  const footer = footerOf(table);
  if (footer === undefined || !isBlockWhole(table, footer.metaindex)) return false;
  const index = indexOf(table, footer.index);
  return index?.every(({ handle }) => isBlockWhole(table, handle)) === true;
}

/** The same data blocks at the same places, with a new index of those that are whole. */
export function withoutDamage(table: Buffer): Buffer {
  const footer = footerOf(table);
  const index = footer === undefined ? undefined : indexOf(table, footer.index);
  const whole = index?.filter(({ handle }) => isBlockWhole(table, handle)) ?? [];
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
  const end = handle.offset + handle.size;
  const stored = table.subarray(handle.offset, end);
  const block = table[end] === SNAPPY ? uncompressed(stored) : stored;
  const restarts = block.readUInt32LE(block.length - 4);
  const cursor = new Varints(block.subarray(0, block.length - 4 - 4 * restarts));
  const entries: IndexEntry[] = [];
  let key: Buffer = Buffer.alloc(0);
  while (!cursor.isAtEnd) {
    const [shared = 0, own = 0, valueBytes = 0] = [cursor.next(), cursor.next(), cursor.next()];
    key = Buffer.concat([key.subarray(0, shared), cursor.take(own)]);
    const value = new Varints(cursor.take(valueBytes)).handle();
    if (value === undefined) return undefined;
    entries.push({ key, handle: value });
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
  const sum = crc32c(bytes);
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
