/**
 * Durable things on disk, in a LevelDB database (docs/adr/0002-embedded-store.md).
 *
 * What the journal is told in one turn of the event loop, and while the last batch was being written, becomes one batch
 * that is written whole or not at all and flushed to the disk (fsync) before anybody is told. So many confirms share one
 * flush, and nothing waits longer than two.
 *
 * Keys are text that sorts as it must be read: `d` + definition key; `m` + message; `e` + queue + position; `r` + queue +
 * position (times it was requeued); `q` + queue (delivered through); `totals`.
 */
import { ClassicLevel } from "classic-level";
import type { Definition, Journal, JournalContents, StoredEntry, StoredMessage } from "../core/ports.ts";
import { inspectDataDirectory, markDataDirectory } from "./data-directory.ts";
import { damaged, inUse, unusable } from "./errors.ts";
import { readContents, type LoadedContents } from "./recovery.ts";
import { encodeDefinition, encodeEntry, encodeMessage, encodeNumber, encodeTotals } from "./records.ts";
import { definitionPrefix, deliveredKey, entryKey, messageKey, requeuedKey, TOTALS_KEY } from "./keys.ts";
import type { Store } from "./store.ts";

export type Database = ClassicLevel<string, Buffer>;

export interface DiskStoreOptions {
  /** The disk refused a batch (full, gone). Nothing after it is written or reported as flushed. */
  readonly onFailure?: (error: Error) => void;
}

/** LevelDB collects this much in memory before it writes a sorted file. */
const WRITE_BUFFER_BYTES = 8 * 1024 * 1024;

/** Opens or makes a data directory and reads all of it. Throws a StoreError that says what to do. */
export async function openDiskStore(directory: string, options: DiskStoreOptions = {}): Promise<Store> {
  const { databasePath, isMade } = await inspectDataDirectory(directory);
  const database: Database = new ClassicLevel(databasePath, {
    keyEncoding: "utf8",
    valueEncoding: "buffer",
    writeBufferSize: WRITE_BUFFER_BYTES,
  });
  try {
    await database.open({ createIfMissing: !isMade });
  } catch (error) {
    throw openingError(directory, error);
  }
  try {
    const kept = await readContents(database, directory, isMade);
    const journal = new DiskJournal(database, kept, options.onFailure ?? (() => {}));
    if (!isMade) {
      await database.put(TOTALS_KEY, encodeTotals(kept.totals), { sync: true });
      await markDataDirectory(directory);
    }
    let contents: JournalContents | undefined = kept.contents;
    const takeContents = (): JournalContents => {
      const taken = contents ?? NOTHING;
      contents = undefined;
      return taken;
    };
    return { journal, takeContents, close: () => journal.close() };
  } catch (error) {
    await database.close();
    throw error;
  }
}

const NOTHING: JournalContents = { definitions: [], messages: [], entries: [], deliveredThrough: new Map() };

class DiskJournal implements Journal {
  readonly #database: Database;
  readonly #onFailure: (error: Error) => void;
  /** By key: the bytes to write, or undefined to remove what is on disk. */
  #pending = new Map<string, Buffer | undefined>();
  #callbacks: (() => void)[] = [];
  #delivered = new Map<number, number>();
  #isScheduled = false;
  #writing: Promise<void> | undefined;
  #failure: Error | undefined;
  readonly #orders: Map<string, number>;
  #nextOrder: number;
  /** By queue: its positions, to know what removeQueue takes away. */
  readonly #positions: Map<number, Set<number>>;
  /** Keys of entries that have a requeue count beside them. */
  readonly #requeued: Set<string>;
  #messages: number;
  #entries: number;

  constructor(database: Database, kept: LoadedContents, onFailure: (error: Error) => void) {
    this.#database = database;
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
    this.#write(definitionPrefix + key, encodeDefinition({ order, definition }));
  }

  remove(key: string): void {
    if (this.#orders.delete(key)) this.#write(definitionPrefix + key, undefined);
  }

  storeMessage(message: StoredMessage): void {
    this.#messages += 1;
    this.#write(messageKey(message.messageId), encodeMessage(message));
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
    this.#write(entryKey(entry.queueId, entry.position), encodeEntry(entry));
  }

  settle(queueId: number, position: number): void {
    if (this.#positions.get(queueId)?.delete(position) === true) this.#removeEntry(queueId, position);
  }

  requeue(queueId: number, position: number, deliveryCount: number): void {
    if (this.#positions.get(queueId)?.has(position) !== true) return;
    const key = requeuedKey(queueId, position);
    this.#requeued.add(key);
    this.#write(key, encodeNumber(deliveryCount));
  }

  delivered(queueId: number, throughPosition: number): void {
    // Only a hint: not worth a batch of its own.
    this.#delivered.set(queueId, throughPosition);
  }

  removeQueue(queueId: number): void {
    for (const position of this.#positions.get(queueId) ?? []) this.#removeEntry(queueId, position);
    this.#positions.delete(queueId);
    this.#delivered.delete(queueId);
    this.#write(deliveredKey(queueId), undefined);
  }

  flushed(callback: () => void): void {
    if (this.#failure !== undefined) return;
    // Also where nothing is pending: what was told before may still be on its way, and callbacks keep their order.
    this.#callbacks.push(callback);
    this.#schedule();
  }

  async close(): Promise<void> {
    while (this.#failure === undefined && this.#hasWork()) {
      this.#start();
      // oxlint-disable-next-line no-await-in-loop -- batches are written one after the other
      await this.#writing;
    }
    await this.#writing;
    await this.#database.close();
  }

  #removeEntry(queueId: number, position: number): void {
    this.#entries -= 1;
    this.#erase(entryKey(queueId, position));
    const requeued = requeuedKey(queueId, position);
    if (this.#requeued.delete(requeued)) this.#write(requeued, undefined);
  }

  /** Removes what is written once and never again: what has not reached the disk yet need not go there. */
  #erase(key: string): void {
    if (this.#pending.get(key) === undefined) this.#write(key, undefined);
    else this.#pending.delete(key);
  }

  #write(key: string, value: Buffer | undefined): void {
    if (this.#failure !== undefined) return;
    this.#pending.set(key, value);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#isScheduled || this.#writing !== undefined) return;
    this.#isScheduled = true;
    // After this turn, so that a turn is in one batch.
    setImmediate(() => {
      this.#isScheduled = false;
      this.#start();
    });
  }

  #hasWork(): boolean {
    return (
      this.#writing !== undefined || this.#pending.size > 0 || this.#callbacks.length > 0 || this.#delivered.size > 0
    );
  }

  #start(): void {
    if (this.#writing !== undefined || this.#failure !== undefined) return;
    const callbacks = this.#callbacks;
    this.#callbacks = [];
    this.#writing = this.#writeBatch().then(
      () => {
        this.#writing = undefined;
        for (const callback of callbacks) callback();
        if (this.#pending.size > 0 || this.#callbacks.length > 0) this.#schedule();
      },
      (error: unknown) => {
        this.#writing = undefined;
        this.#failure = error instanceof Error ? error : new Error(String(error));
        this.#onFailure(this.#failure);
      },
    );
  }

  async #writeBatch(): Promise<void> {
    const pending = this.#pending;
    if (pending.size === 0 && this.#delivered.size === 0) return;
    this.#pending = new Map();
    // Puts one by one into a native batch: a third of the CPU of handing over an array of operations.
    const batch = this.#database.batch();
    for (const [key, value] of pending) {
      if (value === undefined) batch.del(key);
      else batch.put(key, value);
    }
    for (const [queueId, position] of this.#delivered) batch.put(deliveredKey(queueId), encodeNumber(position));
    this.#delivered = new Map();
    const totals = { definitions: this.#orders.size, messages: this.#messages, entries: this.#entries };
    batch.put(TOTALS_KEY, encodeTotals(totals));
    await batch.write({ sync: true });
  }
}

function openingError(directory: string, error: unknown): Error {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  if (code === "LEVEL_LOCKED") return inUse(directory, error);
  if (code === "LEVEL_CORRUPTION")
    return damaged(directory, cause instanceof Error ? cause.message : "unreadable", error);
  const reason = cause instanceof Error ? cause.message : "";
  if (/corrupt|missing|does not exist|invalid/i.test(reason)) return damaged(directory, reason, error);
  return unusable(directory, cause);
}
