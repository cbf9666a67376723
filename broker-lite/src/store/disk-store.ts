/**
 * Durable things on disk, in a LevelDB database (docs/adr/0002-embedded-store.md).
 *
 * What the journal is told in one turn of the event loop, and while the last batch was being written, becomes one batch
 * that is written whole or not at all and flushed to the disk (fsync) before anybody is told. So many confirms share one
 * flush, and nothing waits longer than two.
 *
 * Keys are text that sorts as it must be read: `d` + definition key; `m` + message; `e` + queue + position; `r` + queue +
 * position (times it was requeued, what it died of); `q` + queue (delivered through); `totals`.
 */
import { ClassicLevel } from "classic-level";
import type { DeathReason } from "../core/dead-letter.ts";
import type { Definition, Journal, JournalContents, StoredEntry, StoredMessage } from "../core/ports.ts";
import { DISK_FREE_MINIMUM_BYTES } from "../limits.ts";
import { inspectDataDirectory, markDataDirectory } from "./data-directory.ts";
import { damaged, inUse, StoreError, unusable } from "./errors.ts";
import { readContents, type LoadedContents } from "./recovery.ts";
import { encodeDefinition, encodeEntry, encodeMessage, encodeNumber, encodeReturn, encodeTotals } from "./records.ts";
import { definitionPrefix, deliveredKey, entryKey, messageKey, requeuedKey, TOTALS_KEY } from "./keys.ts";
import { FreeSpace } from "./free-space.ts";
import type { Store, TroubleListener } from "./store.ts";

export type Database = ClassicLevel<string, Buffer>;

export interface DiskStoreOptions {
  /** The disk refused a batch (full, gone). Nothing is written or reported as flushed until a `retry` succeeds. */
  readonly onFailure?: (error: Error) => void;
  /** Less than this on its disk is trouble, in bytes; DISK_FREE_MINIMUM_BYTES unless said. */
  readonly freeMinimumBytes?: number;
  /** How to get at the database: for tests, whose disk does what they say. */
  readonly database?: (path: string, options: DatabaseOptions) => Database;
}

/**
 * The write buffer is what LevelDB collects in memory before it writes a sorted file: a larger one sorts less often while a queue moves, a
 * smaller one is read faster at a start.
 */
const DATABASE_OPTIONS = { keyEncoding: "utf8", valueEncoding: "buffer", writeBufferSize: 16 * 1024 * 1024 } as const;

export type DatabaseOptions = typeof DATABASE_OPTIONS;

function newDatabase(path: string, options: DatabaseOptions): Database {
  return new ClassicLevel(path, options);
}

/** Opens or makes a data directory and reads all of it. Throws a StoreError that says what to do, and what can be saved. */
export async function openDiskStore(directory: string, options: DiskStoreOptions = {}): Promise<Store> {
  try {
    return await open(directory, options);
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== "DATA_DIRECTORY_DAMAGED") throw error;
    // Here and below: what is only needed for damage, or for what was there before, is loaded where it is needed.
    const { salvage } = await import("./salvage.ts");
    throw new StoreError(error.code, `${error.message}; ${await salvage(directory, DATABASE_OPTIONS)}`, error.cause);
  }
}

async function open(directory: string, options: DiskStoreOptions): Promise<Store> {
  const { databasePath, isMade } = await inspectDataDirectory(directory);
  const [table] = isMade ? await damagedIn(databasePath, directory) : [];
  if (table !== undefined) throw damaged(directory, `its file ${table} is not as it was written`);
  const database = (options.database ?? newDatabase)(databasePath, DATABASE_OPTIONS);
  try {
    await database.open({ createIfMissing: !isMade });
  } catch (error) {
    throw openingError(directory, error, isMade);
  }
  try {
    const kept = await readContents(database, directory, isMade);
    const freeSpace = new FreeSpace(directory, options.freeMinimumBytes ?? DISK_FREE_MINIMUM_BYTES);
    const journal = new DiskJournal(database, kept, freeSpace, options.onFailure ?? (() => {}));
    await freeSpace.check();
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
    return {
      journal,
      takeContents,
      onTrouble: (listener) => journal.onTrouble(listener),
      retry: () => journal.retry(),
      close: () => journal.close(),
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}

const NOTHING: JournalContents = { definitions: [], messages: [], entries: [], deliveredThrough: new Map() };

class DiskJournal implements Journal {
  readonly #database: Database;
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
  /** Keys of that batch: what became of it is not known, so that each of them must be written or removed. */
  #doubtful: ReadonlySet<string> = new Set();
  readonly #orders: Map<string, number>;
  #nextOrder: number;
  /** By queue: its positions, to know what removeQueue takes away. */
  readonly #positions: Map<number, Set<number>>;
  /** Keys of entries that have a requeue count beside them. */
  readonly #requeued: Set<string>;
  #messages: number;
  #entries: number;

  constructor(database: Database, kept: LoadedContents, freeSpace: FreeSpace, onFailure: (error: Error) => void) {
    this.#database = database;
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
    await this.#database.close();
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
    if (this.#pending.get(key) === undefined || this.#doubtful.has(key)) this.#set(key, undefined);
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
    const batch: Batch = { pending: this.#pending, delivered: this.#delivered, callbacks: this.#callbacks };
    this.#pending = new Map();
    this.#delivered = new Map();
    this.#callbacks = [];
    try {
      // After a failure the database's log may end in half a record, behind which nothing would be found.
      if (this.#failure !== undefined) await reopen(this.#database);
      await this.#writeOut(batch);
    } catch (error) {
      return this.#takeBack(batch, error instanceof Error ? error : new Error(String(error)));
    }
    const wasRefusing = this.#failure !== undefined;
    this.#failure = undefined;
    this.#doubtful = new Set();
    for (const callback of batch.callbacks) callback();
    if (wasRefusing) this.#listener(this.#trouble);
  }

  async #writeOut({ pending, delivered }: Batch): Promise<void> {
    if (pending.size === 0 && delivered.size === 0) return;
    // Puts one by one into a native batch: a third of the CPU of handing over an array of operations.
    const batch = this.#database.batch();
    let bytes = 0;
    for (const [key, value] of pending) {
      if (value === undefined) batch.del(key);
      else {
        batch.put(key, value);
        bytes += value.length;
      }
    }
    for (const [queueId, position] of delivered) batch.put(deliveredKey(queueId), encodeNumber(position));
    const totals = { definitions: this.#orders.size, messages: this.#messages, entries: this.#entries };
    batch.put(TOTALS_KEY, encodeTotals(totals));
    await batch.write({ sync: true });
    if (this.#freeSpace.isDue(bytes)) void this.#freeSpace.check().then(() => this.#listener(this.#trouble));
  }

  /** What came meanwhile counts more than what was to be written. */
  #takeBack({ pending, delivered, callbacks }: Batch, failure: Error): void {
    this.#pending = new Map([...pending, ...this.#pending]);
    this.#delivered = new Map([...delivered, ...this.#delivered]);
    this.#callbacks = [...callbacks, ...this.#callbacks];
    this.#doubtful = new Set([...this.#doubtful, ...pending.keys()]);
    const isNew = this.#failure === undefined;
    this.#failure = failure;
    if (!isNew) return;
    this.#onFailure(failure);
    this.#listener(failure);
  }
}

interface Batch {
  readonly pending: ReadonlyMap<string, Buffer | undefined>;
  readonly delivered: ReadonlyMap<number, number>;
  readonly callbacks: readonly (() => void)[];
}

async function reopen(database: Database): Promise<void> {
  await database.close();
  await database.open({ createIfMissing: false });
}

async function damagedIn(databasePath: string, directory: string): Promise<readonly string[]> {
  const { damagedTables } = await import("./table-file.ts");
  try {
    return await damagedTables(databasePath);
  } catch (error) {
    throw unusable(directory, error);
  }
}

function openingError(directory: string, error: unknown, isMade: boolean): Error {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  if (code === "LEVEL_LOCKED") return inUse(directory, error);
  if (code === "LEVEL_CORRUPTION")
    return damaged(directory, cause instanceof Error ? cause.message : "unreadable", error);
  const reason = cause instanceof Error ? cause.message : "";
  const isFileGone = isMade && /no such file/i.test(reason);
  if (isFileGone || /corrupt|missing|does not exist|invalid/i.test(reason)) return damaged(directory, reason, error);
  return unusable(directory, cause);
}
