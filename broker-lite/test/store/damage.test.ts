/**
 * A damaged data directory is refused with what can be saved of it, and never taken for one with less in it. Each kind of damage is made
 * to a copy of the same directory.
 */
import {
  cpSync,
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openDiskStore, StoreError } from "../../src/store/index.ts";
import { acknowledge, define, flush, message, orders, publish } from "./journal-contract.ts";

const MESSAGES = 300;
const BATCH_MESSAGES = 10;
/** So many of `LARGE_BYTES` are more than a file of the log. */
const FILE_MESSAGES = 4;
const LARGE_BYTES = 1024 * 1024;

/** Each opening is several flushes, on whatever disk there is. */
const TIMEOUT_MS = 240_000;

let folder: string;
let whole: string;
let copies = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "broker-lite-damage-"));
  whole = join(folder, "whole");
  const store = await openDiskStore(whole);
  define(store.journal, orders);
  for (let id = 1; id <= MESSAGES; id++) {
    publish(store.journal, id);
    // oxlint-disable-next-line no-await-in-loop -- one batch after the other
    if (id % BATCH_MESSAGES === 0) await flush(store.journal);
  }
  await store.close();
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test(
  "a byte that is another one is found, wherever it is, and all that it does not concern is saved",
  async () => {
    const [log = ""] = filesOf(whole, /\.log$/);
    const { size } = statSync(log);
    const step = Math.floor(size / 200);
    for (let offset = 0; offset < size; offset += step) {
      const copy = copied(whole);
      flip(filesOf(copy, /\.log$/)[0] ?? "", offset);
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      expect(`byte ${offset}: ${codeOf(await refusal(copy))}`).toBe(`byte ${offset}: DATA_DIRECTORY_DAMAGED`);
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const { length } = await messagesIn(`${copy}.saved`);
      // All but the message whose record it is, and those of the batch behind a length that is no length.
      expect(length).toBeGreaterThan(MESSAGES - BATCH_MESSAGES - 1);
      for (const path of [copy, `${copy}.saved`]) rmSync(path, { recursive: true });
    }
  },
  TIMEOUT_MS,
);

test("a key that is another one by now puts no message in the place of another", async () => {
  const copy = copied(whole);
  const [log = ""] = filesOf(copy, /\.log$/);
  const digits = "5".padStart(14, "0");
  // Of 5 the last bit makes 4.
  flip(log, readFileSync(log).indexOf(`m${digits}`) + digits.length, 1);
  expect(codeOf(await refusal(copy))).toBe("DATA_DIRECTORY_DAMAGED");
  const store = await openDiskStore(`${copy}.saved`);
  const saved = [...store.takeContents().messages].map(({ messageId, body }) => [messageId, body.toString()]);
  await store.close();
  expect(saved).toContainEqual([4, "body 4"]);
  expect(saved.filter(([messageId, body]) => body !== `body ${messageId}`)).toEqual([]);
  expect(saved).toHaveLength(MESSAGES - 1);
});

describe("of several files", () => {
  test.each([
    ["the oldest", 0],
    ["one in the middle", 1],
  ])("%s is gone: it is said, and the rest is saved", async (_which, index) => {
    const copy = await withFiles(3);
    rmSync(filesOf(copy, /\.log$/)[index] ?? "");
    expect(codeOf(await refusal(copy))).toBe("DATA_DIRECTORY_DAMAGED");
    const { length } = await messagesIn(`${copy}.saved`);
    expect(length).toBeGreaterThan(FILE_MESSAGES);
  });

  test("the end of one that is not the newest is cut off", async () => {
    const copy = await withFiles(2);
    const [oldest = ""] = filesOf(copy, /\.log$/);
    truncateSync(oldest, statSync(oldest).size - 1);
    expect(String(await refusal(copy))).toContain("its file 0000000001.log is not as it was written");
  });

  test("the newest, of which only the name had come to the disk, is nothing", async () => {
    const copy = await withFiles(2);
    const messages = await messagesIn(copy);
    writeFileSync(join(copy, "journal", "0000000003.log"), "");
    expect(await messagesIn(copy)).toEqual(messages);
    expect(filesOf(copy, /3\.log$/)).toEqual([]);
  });
});

test("blocks that never came to the disk, with later batches behind them, are damage", async () => {
  const copy = copied(whole);
  const [log = ""] = filesOf(copy, /\.log$/);
  writeFileSync(log, readFileSync(log).fill(0, 8192, 12_288));
  expect(codeOf(await refusal(copy))).toBe("DATA_DIRECTORY_DAMAGED");
});

test("the last batch with blocks that never came to the disk is unfinished; with other bytes it is damaged", async () => {
  const copy = copied(whole);
  const [log = ""] = filesOf(copy, /\.log$/);
  const before = readFileSync(log);
  const store = await openDiskStore(copy);
  for (let id = 1001; id <= 1200; id++) publish(store.journal, id);
  await flush(store.journal);
  await store.close();
  const after = readFileSync(log);
  const block = Math.ceil(before.length / 4096) * 4096;
  expect(after.length).toBeGreaterThan(block + 4096);
  writeFileSync(log, Buffer.from(after).fill(0x5a, block, block + 4096));
  expect(codeOf(await refusal(copy))).toBe("DATA_DIRECTORY_DAMAGED");
  writeFileSync(log, Buffer.from(after).fill(0, block, block + 4096));
  expect(await messagesIn(copy)).toHaveLength(MESSAGES);
  expect(readFileSync(log).equals(before)).toBe(true);
});

test(
  "a log cut anywhere, and at each byte of its last batch, has what was flushed, or is refused",
  async () => {
    const short = join(folder, "short");
    const store = await openDiskStore(short);
    const [log] = filesOf(short, /\.log$/);
    const flushed: { readonly bytes: number; readonly messageIds: readonly number[] }[] = [];
    const note = async (...messageIds: number[]): Promise<void> => {
      await flush(store.journal);
      flushed.push({ bytes: statSync(log ?? "").size, messageIds });
    };
    await note();
    define(store.journal, orders);
    publish(store.journal, 1);
    await note(1);
    publish(store.journal, 2);
    acknowledge(store.journal, 1);
    await note(2);
    await store.close();
    const size = statSync(log ?? "").size;
    // All of the last batch, and some of what is before it: an opening takes its time.
    const last = flushed.at(-2)?.bytes ?? 0;
    const cuts = Array.from({ length: size + 1 }, (_, cut) => cut).filter((cut) => cut >= last - 10 || cut % 25 === 0);
    const worker = async (): Promise<void> => {
      for (let cut = cuts.shift(); cut !== undefined; cut = cuts.shift()) {
        const copy = copied(short);
        truncateSync(filesOf(copy, /\.log$/)[0] ?? "", cut);
        // oxlint-disable-next-line no-await-in-loop -- each worker one after the other
        const error = await refusal(copy);
        const isThere = flushed.findLast(({ bytes }) => bytes <= (cut ?? 0));
        // oxlint-disable-next-line no-await-in-loop -- each worker one after the other
        const found = error === undefined ? await messagesIn(copy) : codeOf(error);
        expect(found, `cut at ${cut} of ${size}`).toEqual(isThere?.messageIds ?? "DATA_DIRECTORY_DAMAGED");
        rmSync(copy, { recursive: true });
      }
    };
    await Promise.all(Array.from({ length: 8 }, worker));
  },
  TIMEOUT_MS,
);

test("a newer format is refused, and nothing in it is touched", async () => {
  const copy = copied(whole);
  writeFileSync(join(copy, "broker-lite.json"), '{"format":"broker-lite","version":99}\n');
  const before = readdirSync(join(copy, "journal"));
  const error = await refusal(copy);
  expect(error).toMatchObject({ code: "DATA_DIRECTORY_FOREIGN" });
  expect(String(error)).toMatch(
    /has format version 99, and this broker-lite knows version \d+; nothing in it was touched/,
  );
  expect(readdirSync(join(copy, "journal"))).toEqual(before);
});

test("a file where the log should be is refused", async () => {
  const copy = copied(whole);
  rmSync(join(copy, "journal"), { recursive: true });
  writeFileSync(join(copy, "journal"), "not a folder");
  expect(await refusal(copy)).toBeInstanceOf(StoreError);
  expect(readFileSync(join(copy, "journal"), "utf8")).toBe("not a folder");
});

// The superuser may read everything, and Windows has other rights.
test.runIf(process.platform !== "win32" && process.getuid?.() !== 0)(
  "a folder that can't be read is refused",
  async () => {
    const copy = copied(whole);
    chmodSync(join(copy, "journal"), 0);
    try {
      expect(await refusal(copy)).toMatchObject({ code: "DATA_DIRECTORY_UNUSABLE" });
    } finally {
      chmodSync(join(copy, "journal"), 0o700);
    }
    expect(await messagesIn(copy)).toHaveLength(MESSAGES);
  },
);

test("what was left of an attempt to save that was ended is no saved directory", async () => {
  const copy = copied(whole);
  flip(filesOf(copy, /\.log$/)[0] ?? "", 5000);
  cpSync(whole, `${copy}.saved.new`, { recursive: true });
  await refusal(copy);
  expect((await messagesIn(`${copy}.saved`)).length).toBeGreaterThan(MESSAGES - BATCH_MESSAGES - 1);
  expect(readdirSync(folder)).not.toContain(`${copy}.saved.new`);
  expect(String(await refusal(copy))).toContain(`what was saved of it at an earlier start is in ${copy}.saved`);
});

function copied(directory: string): string {
  const copy = join(folder, `copy-${++copies}`);
  cpSync(directory, copy, { recursive: true });
  return copy;
}

/** So many files, with a message in the newest. */
async function withFiles(count: number): Promise<string> {
  const directory = join(folder, `files-${++copies}`);
  const store = await openDiskStore(directory);
  define(store.journal, orders);
  for (let id = 1; filesOf(directory, /\.log$/).length < count; id++) {
    const { journal } = store;
    journal.storeMessage(message(id, "x".repeat(LARGE_BYTES)));
    journal.enqueue({ queueId: 1, position: id, messageId: id, expiresAtMs: undefined, deliveryCount: 0 });
    // oxlint-disable-next-line no-await-in-loop -- one batch after the other
    await flush(journal);
  }
  await store.close();
  return directory;
}

function filesOf(directory: string, pattern: RegExp): string[] {
  const log = join(directory, "journal");
  return readdirSync(log)
    .filter((name) => pattern.test(name))
    .map((name) => join(log, name));
}

function flip(file: string, offset: number, bit = 0x10): void {
  const bytes = readFileSync(file);
  bytes[offset] = (bytes[offset] ?? 0) ^ bit;
  writeFileSync(file, bytes);
}

/** Undefined where the directory was opened. */
async function refusal(directory: string): Promise<StoreError | undefined> {
  try {
    await (await openDiskStore(directory)).close();
    return undefined;
  } catch (error) {
    if (error instanceof StoreError) return error;
    throw error;
  }
}

function codeOf(error: StoreError | undefined): string {
  return error?.code ?? "opened";
}

async function messagesIn(directory: string): Promise<readonly number[]> {
  const store = await openDiskStore(directory);
  const ids = [...store.takeContents().messages].map(({ messageId }) => messageId);
  await store.close();
  return ids;
}
