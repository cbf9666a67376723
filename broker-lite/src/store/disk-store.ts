/**
 * Durable things on disk, in a log (docs/adr/0015-a-log-of-our-own.md).
 *
 * What the journal is told in one turn of the event loop, and while the last batch was being written, becomes one batch
 * that is written whole or not at all and flushed to the disk (fsync) before anybody is told. So many confirms share one
 * flush, and nothing waits longer than two.
 *
 * Keys: `d` + definition key; `m` + message; `e` + queue + position; `r` + queue + position (times it was requeued, what it died
 * of); `q` + queue (delivered through); `totals`.
 */
import { mkdir } from "node:fs/promises";
import type { DeathReason } from "../core/dead-letter.ts";
import type { Definition, Journal, JournalContents, StoredEntry, StoredMessage } from "../core/ports.ts";
import { DISK_FREE_MINIMUM_BYTES } from "../limits.ts";
import { inspectDataDirectory, markDataDirectory } from "./data-directory.ts";
import { lockDirectory, type DirectoryLock } from "./directory-lock.ts";
import { damaged, inUse, StoreError, unusable } from "./errors.ts";
import { FreeSpace } from "./free-space.ts";
import { definitionPrefix, deliveredKey, entryKey, messageKey, requeuedKey, TOTALS_KEY } from "./keys.ts";
import { filesOnDisk, type LogFiles } from "./log-files.ts";
import { readLog, type ReadLog } from "./log-reader.ts";
import { Log } from "./log.ts";
import { encodeDefinition, encodeEntry, encodeMessage, encodeNumber, encodeReturn, encodeTotals } from "./records.ts";
import { contentsOf, type LoadedContents } from "./recovery.ts";
import type { Store, TroubleListener } from "./store.ts";

export interface DiskStoreOptions {
  /** The disk refused a batch (full, gone). Nothing is written or reported as flushed until a `retry` succeeds. */
  readonly onFailure?: (error: Error) => void;
  /** Less than this on its disk is trouble, in bytes; DISK_FREE_MINIMUM_BYTES unless said. */
  readonly freeMinimumBytes?: number;
  /** How to get at the files in that folder: for tests, whose disk does what they say. */
  readonly files?: (directory: string) => LogFiles;
}

/** Opens or makes a data directory and reads all of it. Throws a StoreError that says what to do, and what can be saved. */
export async function openDiskStore(directory: string, options: DiskStoreOptions = {}): Promise<Store> {
  const { logDirectory, isMade } = await inspectDataDirectory(directory);
  const lock = await lockOf(directory);
  try {
    return await open(directory, logDirectory, isMade, lock, options);
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== "DATA_DIRECTORY_DAMAGED") throw error;
    // Only needed for damage, and loaded only then.
    const { salvage } = await import("./salvage.ts");
    throw new StoreError(error.code, `${error.message}; ${await salvage(directory)}`, error.cause);
  } finally {
    if (!lock.isKept) await lock.release();
  }
}

async function lockOf(directory: string): Promise<KeptLock> {
  let lock: DirectoryLock | undefined;
  try {
    lock = await lockDirectory(directory);
  } catch (error) {
    throw unusable(directory, error);
  }
  if (lock === undefined) throw inUse(directory);
  return { isKept: false, release: () => lock.release() };
}

/** Whether a store keeps it that was opened. */
interface KeptLock extends DirectoryLock {
  isKept: boolean;
}

async function open(
  directory: string,
  logDirectory: string,
  isMade: boolean,
  lock: KeptLock,
  options: DiskStoreOptions,
): Promise<Store> {
  const read = await readLogIn(directory, logDirectory, isMade);
  const kept = contentsOf(read.values, directory, isMade);
  const log = new Log((options.files ?? filesOnDisk)(logDirectory), read);
  try {
    const freeSpace = new FreeSpace(directory, options.freeMinimumBytes ?? DISK_FREE_MINIMUM_BYTES);
    const journal = new DiskJournal(log, kept, freeSpace, options.onFailure ?? (() => {}));
    await freeSpace.check();
    if (!isMade) {
      await log.write(new Map([[TOTALS_KEY, encodeTotals(kept.totals)]]));
      await markDataDirectory(directory);
    }
    let contents: JournalContents | undefined = kept.contents;
    lock.isKept = true;
    return {
      journal,
      takeContents: () => {
        const taken = contents ?? NOTHING;
        contents = undefined;
        return taken;
      },
      onTrouble: (listener) => journal.onTrouble(listener),
      retry: () => journal.retry(),
      close: async () => {
        await journal.close();
        await lock.release();
      },
    };
  } catch (error) {
    await log.close();
    throw unusable(directory, error);
  }
}

async function readLogIn(directory: string, logDirectory: string, isMade: boolean): Promise<ReadLog> {
  try {
    if (!isMade) await mkdir(logDirectory, { recursive: true });
    return await readLog(logDirectory);
  } catch (error) {
    if (!(error instanceof Error) || "code" in error) throw unusable(directory, error);
    throw damaged(directory, error.message, error);
  }
}

const NOTHING: JournalContents = { definitions: [], messages: [], entries: [], deliveredThrough: new Map() };

class DiskJournal implements Journal {
  readonly #log: Log;
  readonly #onFailure: (error: Error) => void;
  readonly #freeSpace: FreeSpace;
  #listener: TroubleListener = () => {};
  /** By key: the bytes to write, or undefined to remove what is on disk. */
  #pending = new Map<string, Buffer | undefined>();
  #callbacks: (() => void)[] = [];
  #delivered = new Map<number, number>();
  #isScheduled = false;
  #writing: Promise<void> | undefined;
  /** The disk refused a batch. It is pending again, in front of what came after. */
  #failure: Error | undefined;
  readonly #orders: Map<string, number>;
  #nextOrder: number;
  /** By queue: its positions, to know what removeQueue takes away. */
  readonly #positions: Map<number, Set<number>>;
  /** Keys of entries that have a requeue count beside them. */
  readonly #requeued: Set<string>;
  #messages: number;
  #entries: number;

  constructor(log: Log, kept: LoadedContents, freeSpace: FreeSpace, onFailure: (error: Error) => void) {
    this.#log = log;
    this.#freeSpace = freeSpace;
    this.#onFailure = onFailure;
    this.#orders = kept.orders;
    this.#nextOrder = Math.max(0, ...kept.orders.values()) + 1;
    this.#positions = kept.positions;
    this.#requeued = kept.requeued;
    this.#messages = kept.totals.messages;
    this.#entries = kept.totals.entries;
  }

  put(key: string, definition: Definition): void {
    let order = this.#orders.get(key);
    if (order === undefined) this.#orders.set(key, (order = this.#nextOrder++));
    this.#set(definitionPrefix + key, encodeDefinition({ order, definition }));
  }

  remove(key: string): void {
    if (this.#orders.delete(key)) this.#set(definitionPrefix + key, undefined);
  }

  storeMessage(message: StoredMessage): void {
    this.#messages += 1;
    this.#set(messageKey(message.messageId), encodeMessage(message));
  }

  removeMessage(messageId: number): void {
    this.#messages -= 1;
    this.#erase(messageKey(messageId));
  }

  enqueue(entry: StoredEntry): void {
    let positions = this.#positions.get(entry.queueId);
    if (positions === undefined) this.#positions.set(entry.queueId, (positions = new Set()));
    positions.add(entry.position);
    this.#entries += 1;
    this.#set(entryKey(entry.queueId, entry.position), encodeEntry(entry));
  }

  settle(queueId: number, position: number): void {
    if (this.#positions.get(queueId)?.delete(position) === true) this.#removeEntry(queueId, position);
  }

  requeue(queueId: number, position: number, deliveryCount: number, diedOf?: DeathReason): void {
    if (this.#positions.get(queueId)?.has(position) !== true) return;
    const key = requeuedKey(queueId, position);
    this.#requeued.add(key);
    this.#set(key, encodeReturn({ deliveryCount, diedOf }));
  }

  delivered(queueId: number, throughPosition: number): void {
    // Only a hint: not worth a batch of its own.
    this.#delivered.set(queueId, throughPosition);
  }

  removeQueue(queueId: number): void {
    for (const position of this.#positions.get(queueId) ?? []) this.#removeEntry(queueId, position);
    this.#positions.delete(queueId);
    this.#delivered.delete(queueId);
    this.#set(deliveredKey(queueId), undefined);
  }

  flushed(callback: () => void): void {
    // Also where nothing is pending: what was told before may still be on its way, and callbacks keep their order.
    this.#callbacks.push(callback);
    this.#schedule();
  }

  onTrouble(listener: TroubleListener): void {
    this.#listener = listener;
    if (this.#trouble !== undefined) listener(this.#trouble);
  }

  async retry(): Promise<void> {
    if (this.#trouble === undefined) return;
    if (this.#failure === undefined) await this.#freeSpace.check();
    else await this.#write();
    this.#listener(this.#trouble);
  }

  /** What a disk that still refuses can't take is not kept; nobody was told that it was. */
  async close(): Promise<void> {
    this.#listener = () => {};
    await this.#writing;
    if (this.#failure !== undefined) await this.#write();
    while (this.#failure === undefined && this.#hasWork()) {
      // oxlint-disable-next-line no-await-in-loop -- batches are written one after the other
      await this.#write();
    }
    await this.#log.close();
  }

  get #trouble(): Error | undefined {
    return this.#failure ?? this.#freeSpace.shortage;
  }

  #removeEntry(queueId: number, position: number): void {
    this.#entries -= 1;
    this.#erase(entryKey(queueId, position));
    const requeued = requeuedKey(queueId, position);
    if (this.#requeued.delete(requeued)) this.#set(requeued, undefined);
  }

  /** Removes what is written once and never again: what has not reached the disk yet need not go there. */
  #erase(key: string): void {
    if (this.#pending.get(key) === undefined) this.#set(key, undefined);
    else this.#pending.delete(key);
  }

  #set(key: string, value: Buffer | undefined): void {
    this.#pending.set(key, value);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#isScheduled || this.#writing !== undefined || this.#failure !== undefined) return;
    this.#isScheduled = true;
    // After this turn, so that a turn is in one batch.
    setImmediate(() => {
      this.#isScheduled = false;
      if (this.#failure === undefined) void this.#write();
    });
  }

  #hasWork(): boolean {
    return (
      this.#writing !== undefined || this.#pending.size > 0 || this.#callbacks.length > 0 || this.#delivered.size > 0
    );
  }

  /** One batch after the other; resolves when what was pending is written, or is pending again. */
  #write(): Promise<void> {
    this.#writing ??= this.#writeBatch().finally(() => {
      this.#writing = undefined;
      if (this.#pending.size > 0 || this.#callbacks.length > 0) this.#schedule();
    });
    return this.#writing;
  }

  async #writeBatch(): Promise<void> {
    const pending = this.#pending;
    const callbacks = this.#callbacks;
    const delivered = this.#delivered;
    this.#pending = new Map();
    this.#delivered = new Map();
    this.#callbacks = [];
    try {
      if (pending.size > 0 || delivered.size > 0) await this.#writeOut(pending, delivered);
    } catch (error) {
      return this.#takeBack(pending, callbacks, error instanceof Error ? error : new Error(String(error)));
    }
    const wasRefusing = this.#failure !== undefined;
    this.#failure = undefined;
    for (const callback of callbacks) callback();
    if (wasRefusing) this.#listener(this.#trouble);
  }

  async #writeOut(pending: Map<string, Buffer | undefined>, delivered: ReadonlyMap<number, number>): Promise<void> {
    for (const [queueId, position] of delivered) pending.set(deliveredKey(queueId), encodeNumber(position));
    const totals = { definitions: this.#orders.size, messages: this.#messages, entries: this.#entries };
    pending.set(TOTALS_KEY, encodeTotals(totals));
    const bytes = await this.#log.write(pending);
    if (this.#freeSpace.isDue(bytes)) void this.#freeSpace.check().then(() => this.#listener(this.#trouble));
  }

  /** What came meanwhile counts more than what was to be written. */
  #takeBack(pending: Map<string, Buffer | undefined>, callbacks: readonly (() => void)[], failure: Error): void {
    this.#pending = new Map([...pending, ...this.#pending]);
    this.#callbacks = [...callbacks, ...this.#callbacks];
    const isNew = this.#failure === undefined;
    this.#failure = failure;
    if (!isNew) return;
    this.#onFailure(failure);
    this.#listener(failure);
  }
}
