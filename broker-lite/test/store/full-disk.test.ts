/** A disk that refuses batches, says how much room it has, and comes back: nothing that was confirmed is lost, nothing comes twice. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openDiskStore, type Store } from "../../src/store/index.ts";
import { sparingDisk, type Disk } from "./disk.ts";
import { acknowledge, define, flush, orders, publish } from "./journal-contract.ts";

let folder: string;
let disk: Disk;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "broker-lite-full-"));
  disk = { isFull: false, refusedBytesWritten: 0, roomBytes: 0 };
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Opened {
  readonly store: Store;
  readonly troubles: (string | undefined)[];
}

async function open(freeMinimumBytes = 0): Promise<Opened> {
  const store = await openDiskStore(folder, { files: sparingDisk(disk), freeMinimumBytes });
  const troubles: (string | undefined)[] = [];
  store.onTrouble((trouble) => troubles.push(trouble?.message));
  return { store, troubles };
}

async function kept(): Promise<readonly number[]> {
  const { store } = await open();
  const { entries, messages } = store.takeContents();
  const ids = [...entries].map(({ messageId }) => messageId);
  expect([...messages].map(({ messageId }) => messageId)).toEqual(ids);
  await store.close();
  return ids;
}

for (const [what, refusedBytesWritten] of [
  ["before the batch was written", 0],
  ["when some of it was written", 200],
  ["after it was written", Infinity],
] as const) {
  test(`a refused batch (${what}) waits, is written later, and only then flushed`, async () => {
    disk.refusedBytesWritten = refusedBytesWritten;
    const { store, troubles } = await open();
    define(store.journal, orders);
    publish(store.journal, 1);
    await flush(store.journal);

    disk.isFull = true;
    const flushed: string[] = [];
    for (const id of [2, 3]) publish(store.journal, id);
    store.journal.flushed(() => flushed.push("first"));
    await until(() => troubles.length > 0);
    // What is doubtful is taken away, what was safe as well, and more comes.
    acknowledge(store.journal, 3);
    acknowledge(store.journal, 1);
    publish(store.journal, 4);
    store.journal.flushed(() => flushed.push("second"));
    await store.retry();
    expect([flushed, troubles]).toEqual([[], ["No space left on device", "No space left on device"]]);

    disk.isFull = false;
    await store.retry();
    expect(flushed).toEqual(["first", "second"]);
    expect(troubles.at(-1)).toBeUndefined();
    await store.close();
    expect(await kept()).toEqual([2, 4]);
  });
}

test("a broker that stops while the disk refuses keeps what was confirmed", async () => {
  const { store, troubles } = await open();
  define(store.journal, orders);
  publish(store.journal, 1);
  await flush(store.journal);
  disk.isFull = true;
  publish(store.journal, 2);
  await until(() => troubles.length > 0);
  await store.close();
  disk.isFull = false;
  expect(await kept()).toEqual([1]);
});

test("too little room is trouble before the disk is full, and writing goes on", async () => {
  const { store, troubles } = await open(Number.MAX_SAFE_INTEGER);
  expect(troubles).toEqual([expect.stringMatching(/^only \d+ bytes are free on the disk of .*, and \d+ should be$/)]);
  define(store.journal, orders);
  publish(store.journal, 1);
  await flush(store.journal);
  await store.retry();
  expect(troubles).toHaveLength(2);
  await store.close();
  expect(await kept()).toEqual([1]);
});

/** Turns of the event loop, not time. */
async function until(isSo: () => boolean): Promise<void> {
  // oxlint-disable-next-line no-await-in-loop -- one turn after the other
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}
