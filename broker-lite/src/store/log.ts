/**
 * Keys and values on disk as a log: batches are appended, each written whole or not at all, and on the disk when `write` resolves. Owns what
 * is where, and getting rid of what is not needed any more; the bytes are `log-format.ts`'s (docs/adr/0015-a-log-of-our-own.md).
 *
 * Files go from the oldest. When nothing in it counts any more a file is removed; when more than half of all bytes are of no use, what still
 * counts in the oldest is written again behind everything else, a little with each batch.
 */
import { LOG_FILE_BYTES, LOG_SLACK_BYTES } from "../limits.ts";
import type { LogFile, LogFiles } from "./log-files.ts";
import { BatchWriter, encodeFileHeader, FILE_HEADER_BYTES } from "./log-format.ts";
import { DamagedLogError, type ReadLog, valuesOfFile } from "./log-reader.ts";

/** By key: the value to put, or undefined to remove it. */
export type Operations = ReadonlyMap<string, Buffer | undefined>;

/** Of what is written, so many times as much of the oldest file is written again with it, and a little more. */
const RENEWED_TIMES = 4;
const RENEWED_BYTES = 16 * 1024;
/** What an operation takes besides key and value, about. */
const OPERATION_BYTES = 9;
const TWO_POW_32 = 0x1_0000_0000;

/** In bytes: how large files become, and how much may be of no use. */
export interface LogSizes {
  readonly fileBytes: number;
  readonly slackBytes: number;
}

const SIZES: LogSizes = { fileBytes: LOG_FILE_BYTES, slackBytes: LOG_SLACK_BYTES };

interface Part {
  readonly fileNumber: number;
  bytes: number;
  /** Of values that count. */
  liveBytes: number;
  /** Nothing more is written to it. */
  isFull: boolean;
}

export class Log {
  readonly #files: LogFiles;
  readonly #sizes: LogSizes;
  readonly #writer = new BatchWriter();
  /** By key: number of the file in which it was put last, times 2^32, and the bytes that it takes there. */
  readonly #places = new Map<string, number>();
  /** From the oldest to the newest, which is written to. */
  readonly #parts: Part[] = [];
  #nextFileNumber = 1;
  #bytes = 0;
  #liveBytes = 0;
  #sequence: number;
  #file: LogFile | undefined;
  /** What became of the last write is not known. */
  #isInDoubt = false;
  /** Of the oldest file: what is still to be written again. */
  #renewals: [string, Buffer][] | undefined;
  #tidying: Promise<void> | undefined;
  /** A file could not be read or removed: it stays, and all behind it, until the next start tells. */
  #isStuck = false;

  /** @param read what is in these files; its values may be let go afterwards */
  constructor(files: LogFiles, read: ReadLog, sizes: LogSizes = SIZES) {
    this.#files = files;
    this.#sizes = sizes;
    this.#sequence = read.sequence;
    for (const { fileNumber, bytes } of read.files) {
      this.#parts.push({ fileNumber, bytes, liveBytes: 0, isFull: false });
      this.#bytes += bytes;
      this.#nextFileNumber = fileNumber + 1;
    }
    for (const [key, { fileNumber, value }] of read.values) this.#take(key, value, fileNumber);
  }

  /**
   * One batch, one at a time: resolves with its bytes when it is on the disk, whole. Rejects with what the system says; before the next one
   * is written, nothing of it is there any more.
   */
  async write(operations: Operations): Promise<number> {
    if (this.#isInDoubt) await this.#cutOff();
    const file = await this.#fileToWrite();
    const part = this.#parts.at(-1) as Part;
    const writer = this.#writer;
    writer.start(this.#sequence + 1);
    for (const [key, value] of operations) {
      if (value !== undefined) writer.put(key, value);
      else if (this.#places.has(key)) writer.remove(key);
    }
    const renewed = this.#renew(operations, writer);
    const bytes = writer.finish();
    this.#isInDoubt = true;
    try {
      const written = file.append(bytes, part.bytes);
      if (written !== undefined) await written;
    } catch (error) {
      this.#renewals?.push(...renewed);
      throw error;
    }
    this.#isInDoubt = false;
    this.#sequence += 1;
    part.bytes += bytes.length;
    this.#bytes += bytes.length;
    for (const [key, value] of operations) this.#take(key, value, part.fileNumber);
    for (const [key, value] of renewed) this.#take(key, value, part.fileNumber);
    this.#tidy();
    return bytes.length;
  }

  /** Resolves when nothing is being read again or removed. */
  async tidied(): Promise<void> {
    await this.#tidying;
  }

  /** Lets go of the files. What was not written is not. */
  async close(): Promise<void> {
    this.#isStuck = true;
    await this.tidied();
    if (this.#isInDoubt) await this.#cutOff().catch(() => {});
    this.#file?.close();
    this.#file = undefined;
  }

  /** After an error the end of the file may hold anything, and what the system kept in memory may be lost: so its end goes, and it with it. */
  async #cutOff(): Promise<void> {
    const part = this.#parts.at(-1) as Part;
    this.#file ??= await this.#files.open(part.fileNumber);
    await this.#file.cut(part.bytes);
    this.#file.close();
    this.#file = undefined;
    this.#isInDoubt = false;
    if (part.bytes > FILE_HEADER_BYTES) part.isFull = true;
    else {
      // There is nothing in it that could be lost: it is made anew, or a disk that refuses for hours would leave a file for each attempt.
      this.#parts.pop();
      this.#bytes -= part.bytes;
      this.#nextFileNumber = part.fileNumber;
    }
  }

  async #fileToWrite(): Promise<LogFile> {
    const newest = this.#parts.at(-1);
    if (newest !== undefined && !newest.isFull && newest.bytes < this.#sizes.fileBytes) {
      return (this.#file ??= await this.#files.open(newest.fileNumber));
    }
    this.#file?.close();
    this.#file = undefined;
    const fileNumber = this.#nextFileNumber;
    const file = await this.#files.open(fileNumber);
    try {
      // Of an earlier attempt.
      await file.cut(0);
      await file.append(encodeFileHeader(fileNumber), 0);
    } catch (error) {
      file.close();
      throw error;
    }
    this.#parts.push({ fileNumber, bytes: FILE_HEADER_BYTES, liveBytes: 0, isFull: false });
    this.#bytes += FILE_HEADER_BYTES;
    this.#nextFileNumber = fileNumber + 1;
    return (this.#file = file);
  }

  /** Notes where a key is now, or that it is nowhere. */
  #take(key: string, value: Buffer | undefined, fileNumber: number): void {
    const place = this.#places.get(key);
    if (place !== undefined) this.#count(Math.floor(place / TWO_POW_32), -(place % TWO_POW_32));
    if (value === undefined) {
      if (place !== undefined) this.#places.delete(key);
      return;
    }
    const bytes = key.length + value.length + OPERATION_BYTES;
    this.#places.set(key, fileNumber * TWO_POW_32 + bytes);
    this.#count(fileNumber, bytes);
  }

  #count(fileNumber: number, bytes: number): void {
    // Without gaps.
    const part = this.#parts[fileNumber - (this.#parts[0]?.fileNumber ?? 0)] as Part;
    part.liveBytes += bytes;
    this.#liveBytes += bytes;
  }

  #isIn(key: string, { fileNumber }: Part): boolean {
    const place = this.#places.get(key);
    return place !== undefined && Math.floor(place / TWO_POW_32) === fileNumber;
  }

  /** Adds some of what counts in the oldest file to the batch. */
  #renew(operations: Operations, writer: BatchWriter): [string, Buffer][] {
    const renewals = this.#renewals;
    const renewed: [string, Buffer][] = [];
    if (renewals === undefined) return renewed;
    const oldest = this.#parts[0] as Part;
    const end = writer.length * (1 + RENEWED_TIMES) + RENEWED_BYTES;
    while (writer.length < end) {
      const renewal = renewals.pop();
      if (renewal === undefined) break;
      const [key, value] = renewal;
      if (operations.has(key) || !this.#isIn(key, oldest)) continue;
      writer.put(key, value);
      renewed.push(renewal);
    }
    return renewed;
  }

  #tidy(): void {
    if (this.#isStuck || this.#tidying !== undefined || this.#parts.length < 2) return;
    const isDead = this.#parts[0]?.liveBytes === 0;
    if (!isDead && (this.#renewals !== undefined || !this.#isWasteful)) return;
    this.#tidying = (isDead ? this.#removeDead() : this.#planRenewal())
      .catch(() => {
        this.#isStuck = true;
      })
      .finally(() => {
        this.#tidying = undefined;
      });
  }

  get #isWasteful(): boolean {
    return this.#bytes > this.#sizes.slackBytes && this.#bytes > 2 * this.#liveBytes;
  }

  async #removeDead(): Promise<void> {
    for (let [oldest] = this.#parts; this.#parts.length > 1 && oldest?.liveBytes === 0; [oldest] = this.#parts) {
      this.#renewals = undefined;
      this.#parts.shift();
      this.#bytes -= oldest.bytes;
      // oxlint-disable-next-line no-await-in-loop -- in their order
      await this.#files.remove(oldest.fileNumber);
    }
  }

  async #planRenewal(): Promise<void> {
    const [oldest] = this.#parts as [Part];
    const file = await this.#files.read(oldest.fileNumber);
    const values = valuesOfFile(file, oldest.fileNumber);
    const renewals = [...values].filter(([key]) => this.#isIn(key, oldest));
    const liveBytes = renewals.reduce((sum, [key, value]) => sum + key.length + value.length + OPERATION_BYTES, 0);
    if (liveBytes < oldest.liveBytes) throw new DamagedLogError("what must be in the file is not there");
    this.#renewals = renewals;
  }
}
