import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openDiskStore, StoreError, type Store } from "../../src/store/index.ts";
import { acknowledge, define, flush, journalContract, logs, orders, publish } from "./journal-contract.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "broker-lite-store-"));
});

afterEach(() => {
  for (const path of [folder, saved()]) rmSync(path, { recursive: true, force: true });
});

function saved(): string {
  return `${folder}.saved`;
}

describe("the disk's store", () => {
  journalContract(() => openDiskStore(folder));

  test("a directory that is not there is made", async () => {
    const nested = join(folder, "a", "b");
    await (await openDiskStore(nested)).close();
    expect(existsSync(join(nested, "broker-lite.json"))).toBe(true);
  });

  test("what an earlier process kept is added to and taken from", async () => {
    await used((store) => {
      define(store.journal, orders);
      for (let id = 1; id <= 3; id++) publish(store.journal, id);
      store.journal.requeue(1, 2, 1);
    });
    await used((store) => {
      acknowledge(store.journal, 1);
      acknowledge(store.journal, 2);
      publish(store.journal, 4);
      define(store.journal, logs);
    });
    const store = await openDiskStore(folder);
    const contents = store.takeContents();
    expect([...contents.entries].map((entry) => entry.position)).toEqual([3, 4]);
    expect([...contents.messages].map((kept) => kept.messageId)).toEqual([3, 4]);
    expect([...contents.definitions].map((definition) => definition.kind)).toEqual(["queue", "exchange"]);
    await store.close();
  });

  test("what comes and goes between two flushes leaves nothing behind", async () => {
    await used(async (store) => {
      publish(store.journal, 1);
      acknowledge(store.journal, 1);
      await flush(store.journal);
      publish(store.journal, 2);
      await flush(store.journal);
      acknowledge(store.journal, 2);
    });
    const store = await openDiskStore(folder);
    expect([...store.takeContents().messages]).toEqual([]);
    await store.close();
  });

  test("a turn's calls are one batch: a flush asked for in the middle covers what follows in the turn", async () => {
    const store = await openDiskStore(folder);
    publish(store.journal, 1);
    let isFlushed = false;
    store.journal.flushed(() => {
      isFlushed = true;
    });
    publish(store.journal, 2);
    expect(isFlushed).toBe(false);
    await flush(store.journal);
    expect(isFlushed).toBe(true);
    await store.close();
  });
});

describe("a directory that can't be used says so, and what to do", () => {
  test("in use", async () => {
    const store = await openDiskStore(folder);
    expect(await refusal()).toEqual(refused("DATA_DIRECTORY_IN_USE", "stop that one first"));
    await store.close();
    await (await openDiskStore(folder)).close();
  });

  test("somebody else's", async () => {
    writeFileSync(join(folder, "thesis.txt"), "mine");
    expect(await refusal()).toEqual(refused("DATA_DIRECTORY_FOREIGN", "thesis.txt"));
    expect(readdirSync(folder)).toEqual(["thesis.txt"]);
  });

  test("a newer format", async () => {
    writeFileSync(join(folder, "broker-lite.json"), '{"format":"broker-lite","version":3}');
    expect(await refusal()).toEqual(refused("DATA_DIRECTORY_FOREIGN", "format version 3"));
  });

  test("a file where the directory should be", async () => {
    rmSync(folder, { recursive: true });
    writeFileSync(folder, "");
    expect(await refusal()).toEqual(refused("DATA_DIRECTORY_UNUSABLE", "can't be used"));
  });

  test("a marker that can't be read", async () => {
    await filled();
    writeFileSync(join(folder, "broker-lite.json"), "{");
    expect(await refusal()).toEqual(refused("DATA_DIRECTORY_DAMAGED", "move it away and start with an empty one"));
  });

  test("the log gone", async () => {
    await filled();
    rmSync(join(folder, "journal"), { recursive: true });
    expect(await refusal()).toEqual(refused("DATA_DIRECTORY_DAMAGED", "journal"));
    expect(existsSync(join(folder, "journal"))).toBe(false);
  });

  test("the log emptied", async () => {
    await filled();
    for (const name of logFiles(/./)) rmSync(name);
    expect(await refusal()).toEqual(refused("DATA_DIRECTORY_DAMAGED", ".*; nothing in it can be read$"));
    expect(existsSync(saved())).toBe(false);
  });

  test("the newest file emptied, with all that was in it", async () => {
    await filled();
    for (const name of logFiles(/\.log$/)) truncateSync(name, 0);
    expect(await refusal()).toEqual(refused("DATA_DIRECTORY_DAMAGED", ""));
  });

  test("bytes changed in the middle of the log", async () => {
    await filled();
    const [log] = logFiles(/\.log$/);
    overwrite(log!, 2000, 30);
    expect(await refusal()).toEqual(refused("DATA_DIRECTORY_DAMAGED", ""));
    // What is in front of these bytes is saved beside it.
    const store = await openDiskStore(saved());
    const { definitions, messages, entries } = store.takeContents();
    const ids = [...messages].map(({ messageId }) => messageId);
    expect(ids.length).toBeGreaterThan(3);
    expect(ids).toEqual([...entries].map(({ messageId }) => messageId));
    expect([...definitions]).toHaveLength(1);
    await store.close();
    // And again: it is never taken for an empty one.
    expect(await refusal()).toEqual(refused("DATA_DIRECTORY_DAMAGED", ""));
  });
});

async function used(write: (store: Store) => void | Promise<void>): Promise<void> {
  const store = await openDiskStore(folder);
  await write(store);
  await store.close();
}

/** Several batches, each on disk. */
function filled(): Promise<void> {
  return used(async (store) => {
    define(store.journal, orders);
    for (let id = 1; id <= 200; id++) {
      publish(store.journal, id);
      // oxlint-disable-next-line no-await-in-loop -- so that each is a batch
      await flush(store.journal);
    }
  });
}

function logFiles(pattern: RegExp): string[] {
  const log = join(folder, "journal");
  return readdirSync(log)
    .filter((name) => pattern.test(name))
    .map((name) => join(log, name));
}

function overwrite(file: string, offset: number, length: number): void {
  const bytes = readFileSync(file);
  bytes.fill(0x5a, offset, offset + length);
  writeFileSync(file, bytes);
}

/** Why the folder was not opened. */
async function refusal(): Promise<unknown> {
  try {
    const store = await openDiskStore(folder);
    await store.close();
    return "it was opened";
  } catch (error) {
    return error;
  }
}

function refused(code: string, words: string): unknown {
  const message: unknown = expect.stringMatching(new RegExp(`^the data directory .*${words}`));
  return expect.objectContaining({ constructor: StoreError, code, message });
}
