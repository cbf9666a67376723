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
import { acknowledge, define, flush, orders, publish } from "./journal-contract.ts";

const MESSAGES = 300;

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
  for (let id = 1; id <= MESSAGES; id++) publish(store.journal, id);
  await store.close();
  // Opening sorts what is in the log into a table.
  await (await openDiskStore(whole)).close();
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("an index of the files that is gone", () => {
  test.each([/^MANIFEST/, /^CURRENT$/])("%s: everything in the tables is saved", async (pattern) => {
    const copy = copied(whole);
    const [file] = filesOf(copy, pattern);
    rmSync(file ?? "");
    const error = await refusal(copy);
    expect(error).toMatchObject({ code: "DATA_DIRECTORY_DAMAGED" });
    expect(String(error)).toContain(`was saved to ${copy}.saved`);
    expect(await messagesIn(`${copy}.saved`)).toHaveLength(MESSAGES);
  });
});

test(
  "a byte of a table that is another one is found, wherever it is",
  async () => {
    const [table] = filesOf(whole, /\.ldb$/);
    const size = statSync(table ?? "").size;
    const step = Math.floor(size / 16);
    for (let offset = 5; offset < size; offset += step) {
      const copy = copied(whole);
      flip(filesOf(copy, /\.ldb$/)[0] ?? "", offset);
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const error = await refusal(copy);
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const found = error === undefined ? await messagesIn(copy) : codeOf(error);
      // Some bytes of a table mean nothing: then all must be there.
      const isRight = found === "DATA_DIRECTORY_DAMAGED" || found.length === MESSAGES;
      expect(isRight, `byte ${offset} of ${size}: ${found.toString()}`).toBe(true);
      rmSync(copy, { recursive: true });
    }
  },
  TIMEOUT_MS,
);

test.each([
  ["a block", 5000],
  ["the index", -200],
  ["the end of the file", -3],
])("all that is not damaged is saved of a table of which %s is", async (what, offset) => {
  const copy = copied(whole);
  const [table = ""] = filesOf(copy, /\.ldb$/);
  flip(table, offset < 0 ? statSync(table).size + offset : offset);
  expect(codeOf(await refusal(copy))).toBe("DATA_DIRECTORY_DAMAGED");
  const { length } = await messagesIn(`${copy}.saved`);
  expect(length).toBeGreaterThan(MESSAGES / 2);
  expect(length === MESSAGES).toBe(what !== "a block");
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

test("a file where the database should be is refused", async () => {
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
  rmSync(filesOf(copy, /^CURRENT$/)[0] ?? "");
  cpSync(whole, `${copy}.saved.new`, { recursive: true });
  await refusal(copy);
  expect(await messagesIn(`${copy}.saved`)).toHaveLength(MESSAGES);
  expect(readdirSync(folder)).not.toContain(`${copy}.saved.new`);
  expect(String(await refusal(copy))).toContain(`what was saved of it at an earlier start is in ${copy}.saved`);
});

function copied(directory: string): string {
  const copy = join(folder, `copy-${++copies}`);
  cpSync(directory, copy, { recursive: true });
  return copy;
}

function filesOf(directory: string, pattern: RegExp): string[] {
  const database = join(directory, "journal");
  return readdirSync(database)
    .filter((name) => pattern.test(name))
    .map((name) => join(database, name));
}

function flip(file: string, offset: number): void {
  const bytes = readFileSync(file);
  bytes[offset] = (bytes[offset] ?? 0) ^ 0x10;
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
