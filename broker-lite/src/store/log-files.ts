/**
 * The files of the log on a disk: which there are, and how bytes get there for good. Knows nothing of what is in them.
 *
 * A flush by another thread costs the processor and the clock more than the flush itself where the disk is quick; a slow disk must not hold
 * up the event loop. So each flush is measured, and as long as the last ones were quick the next one is waited for.
 */
import { closeSync, fdatasync, fdatasyncSync, ftruncate, openSync, write, writeSync } from "node:fs";
import { open, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { FLUSH_WAITED_FOR_MAXIMUM_BYTES, FLUSH_WAITED_FOR_MAXIMUM_MS } from "../limits.ts";

const NAME = /^(\d{10})\.log$/;
/** Of the slowest flush, what each later one leaves. */
const FORGETTING = 0.9;

const writeLater = promisify(write);
const flushLater = promisify(fdatasync);
const truncateLater = promisify(ftruncate);

export interface LogFile {
  /** The bytes are on the disk when it returns, or when what it returns resolves. They must not change before that. */
  append(bytes: Buffer, at: number): Promise<void> | undefined;
  /** The file ends there now, on the disk. */
  cut(length: number): Promise<void>;
  close(): void;
}

/** What the log needs of a disk: tests have one that does what they say. */
export interface LogFiles {
  /** Makes the file, or opens the one that is there. Throws the system's errors. */
  open(fileNumber: number): Promise<LogFile>;
  read(fileNumber: number): Promise<Buffer>;
  remove(fileNumber: number): Promise<void>;
}

export function pathOfFile(directory: string, fileNumber: number): string {
  return join(directory, `${String(fileNumber).padStart(10, "0")}.log`);
}

/** Their numbers, rising. */
export async function fileNumbersIn(directory: string): Promise<number[]> {
  const names = await readdir(directory);
  return names
    .map((name) => NAME.exec(name)?.[1])
    .filter((digits) => digits !== undefined)
    .map(Number)
    .toSorted((left, right) => left - right);
}

export function filesOnDisk(directory: string): LogFiles {
  const pace = new Pace();
  return {
    open: async (fileNumber) => {
      const path = pathOfFile(directory, fileNumber);
      const file = new FileOnDisk(openOrMake(path), pace);
      await flushFolder(directory);
      return file;
    },
    read: (fileNumber) => readFile(pathOfFile(directory, fileNumber)),
    remove: async (fileNumber) => {
      await rm(pathOfFile(directory, fileNumber), { force: true });
      // One after the other also after a power failure: the log tells what is missing by a gap.
      await flushFolder(directory);
    },
  };
}

class FileOnDisk implements LogFile {
  readonly #descriptor: number;
  readonly #pace: Pace;

  constructor(descriptor: number, pace: Pace) {
    this.#descriptor = descriptor;
    this.#pace = pace;
  }

  append(bytes: Buffer, at: number): Promise<void> | undefined {
    if (!this.#pace.isQuick || bytes.length > FLUSH_WAITED_FOR_MAXIMUM_BYTES) return this.#appendLater(bytes, at);
    const startedMs = performance.now();
    for (let written = 0; written < bytes.length;) {
      written += writeSync(this.#descriptor, bytes, written, bytes.length - written, at + written);
    }
    fdatasyncSync(this.#descriptor);
    this.#pace.note(performance.now() - startedMs);
    return undefined;
  }

  async cut(length: number): Promise<void> {
    await truncateLater(this.#descriptor, length);
    await flushLater(this.#descriptor);
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  async #appendLater(bytes: Buffer, at: number): Promise<void> {
    for (let written = 0; written < bytes.length;) {
      // oxlint-disable-next-line no-await-in-loop -- the rest of what did not go at once
      const { bytesWritten } = await writeLater(this.#descriptor, bytes, written, bytes.length - written, at + written);
      written += bytesWritten;
    }
    const startedMs = performance.now();
    await flushLater(this.#descriptor);
    if (bytes.length <= FLUSH_WAITED_FOR_MAXIMUM_BYTES) this.#pace.note(performance.now() - startedMs);
  }
}

/** How long flushes take, in milliseconds: the slowest of the last ones, a little less with each that was quicker. */
class Pace {
  /** Nothing is known of the disk at first. */
  #slowMs = FLUSH_WAITED_FOR_MAXIMUM_MS * 4;

  get isQuick(): boolean {
    return this.#slowMs <= FLUSH_WAITED_FOR_MAXIMUM_MS;
  }

  note(tookMs: number): void {
    this.#slowMs = Math.max(tookMs, this.#slowMs * FORGETTING);
  }
}

function openOrMake(path: string): number {
  try {
    return openSync(path, "r+");
  } catch (error) {
    if (!(error instanceof Error) || !("code" in error) || error.code !== "ENOENT") throw error;
    return openSync(path, "wx+");
  }
}

/** So that names that came or went are on the disk; Windows has no such thing, and needs none. */
async function flushFolder(directory: string): Promise<void> {
  if (process.platform === "win32") return;
  const folder = await open(directory, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
