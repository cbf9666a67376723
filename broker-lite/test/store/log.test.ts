/** The log against a plain map: whatever is written, taken away, refused, cut off or cleared away, it holds what the map holds. */
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";
import { filesOnDisk, type LogFiles } from "../../src/store/log-files.ts";
import { readLog } from "../../src/store/log-reader.ts";
import { Log, type LogSizes } from "../../src/store/log.ts";
import { Random } from "../fuzz/random.ts";
import { sparingDisk, type Disk } from "./disk.ts";

const SIZES: LogSizes = { fileBytes: 4096, slackBytes: 16_384 };
const STEPS = 1500;
/** A batch, and what is written again with it, may be more than a file. */
const BATCH_BYTES_MAXIMUM = 64 * 1024;

let folder: string;
let directory: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "broker-lite-log-"));
  directory = join(folder, "log");
  mkdirSync(directory);
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function opened(files: LogFiles = filesOnDisk(directory)): Promise<Log> {
  return new Log(files, await readLog(directory), SIZES);
}

async function contents(where = directory): Promise<Map<string, string>> {
  const { values } = await readLog(where);
  return new Map([...values].map(([key, { value }]) => [key, value.toString()]));
}

function sizeOf(where: string): number {
  return readdirSync(where).reduce(
    (sum, name) => sum + (statSync(join(where, name), { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
}

test.each([1, 2, 3])(
  "any puts and removals, with restarts and a disk that refuses now and then (seed %i)",
  async (seed) => {
    const random = new Random(seed);
    const disk: Disk = { isFull: false, refusedBytesWritten: 0, roomBytes: 0 };
    const kept = new Map<string, string>();
    let log = await opened(sparingDisk(disk)(directory));
    let most = 0;
    for (let step = 0; step < STEPS; step++) {
      const operations = new Map<string, Buffer | undefined>();
      const wanted = new Map(kept);
      for (let count = random.below(6); count >= 0; count--) {
        // A hundred that come and go, and a few that stay and are long.
        const key = random.below(20) === 0 ? `long ü ${random.below(10)}` : `${random.below(100)}`;
        const isRemoved = random.below(3) === 0;
        const text = `${step} `.repeat(key.startsWith("long") ? random.below(100) : random.below(30));
        operations.set(key, isRemoved ? undefined : Buffer.from(text));
        if (isRemoved) wanted.delete(key);
        else wanted.set(key, text);
      }
      disk.isFull = random.below(40) === 0;
      disk.refusedBytesWritten = random.pick([0, 1, 30, 200, Infinity]);
      disk.roomBytes = random.pick([0, 20, 200]);
      // oxlint-disable-next-line no-await-in-loop -- one batch after the other
      const isWritten = await log.write(operations).then(
        () => true,
        () => false,
      );
      // oxlint-disable-next-line no-await-in-loop -- one batch after the other
      await log.tidied();
      // Where the disk takes it after all before the process ends, a restart may find it: nobody was told either.
      disk.isFull = false;
      if (isWritten) {
        kept.clear();
        for (const [key, text] of wanted) kept.set(key, text);
      }
      if (random.below(100) === 0) {
        // oxlint-disable-next-line no-await-in-loop -- then the next one
        await log.close();
        // oxlint-disable-next-line no-await-in-loop -- then the next one
        if (!isDeepStrictEqual(await contents(), kept)) throw new Error(`something else is kept after step ${step}`);
        // oxlint-disable-next-line no-await-in-loop -- then the next one
        log = await opened(sparingDisk(disk)(directory));
      }
      most = Math.max(most, sizeOf(directory));
    }
    await log.close();
    expect(await contents()).toEqual(kept);
    // Twice what counts, the slack, and what is on its way: without clearing it would be a megabyte.
    expect(most).toBeLessThan(200_000);
  },
);

test("a copy of the files taken at any time between two batches opens with what was written", async () => {
  const random = new Random(5);
  const kept = new Map<string, string>();
  const log = await opened();
  for (let step = 0; step < 400; step++) {
    const key = String(random.below(60));
    const text = "x".repeat(random.below(900));
    kept.set(key, text);
    // oxlint-disable-next-line no-await-in-loop -- one batch after the other
    await log.write(new Map([[key, Buffer.from(text)]]));
    if (step % 7 !== 0) continue;
    // As a process that is killed leaves them, while files are read and removed.
    const copy = join(folder, "copy");
    copyFiles(directory, copy);
    // oxlint-disable-next-line no-await-in-loop -- one batch after the other
    expect(await contents(copy)).toEqual(kept);
    rmSync(copy, { recursive: true });
  }
  await log.close();
});

test.each([
  ["writes", false],
  ["refuses every other batch", true],
])("what is not needed any more gives its room back, on a disk that %s", async (_what, refuses) => {
  const disk: Disk = { isFull: false, refusedBytesWritten: 50, roomBytes: 0 };
  const log = await opened(sparingDisk(disk)(directory));
  await log.write(new Map([["stays", Buffer.from("here")]]));
  for (let count = 0; count < 400; count++) {
    disk.isFull = refuses;
    // oxlint-disable-next-line no-await-in-loop -- one batch after the other
    if (disk.isFull) await log.write(new Map([["refused", Buffer.alloc(10)]])).catch(() => {});
    disk.isFull = false;
    const key = String(count);
    // oxlint-disable-next-line no-await-in-loop -- one batch after the other
    await log.write(new Map([[key, Buffer.alloc(1000)]]));
    // oxlint-disable-next-line no-await-in-loop -- one batch after the other
    await log.write(new Map([[key, undefined]]));
    // oxlint-disable-next-line no-await-in-loop -- one batch after the other
    await log.tidied();
  }
  await log.close();
  expect(sizeOf(directory)).toBeLessThan(SIZES.slackBytes + 3 * SIZES.fileBytes);
  expect(await contents()).toEqual(new Map([["stays", "here"]]));
});

test("a file that can't be removed stays, and so do all that came after it", async () => {
  const files = filesOnDisk(directory);
  const log = await opened({ ...files, remove: () => Promise.reject(new Error("in use")) });
  const kept = new Map<string, string>();
  for (let count = 0; count < 60; count++) {
    const text = "y".repeat(700);
    kept.set(String(count % 3), text);
    // oxlint-disable-next-line no-await-in-loop -- one batch after the other
    await log.write(new Map([[String(count % 3), Buffer.from(text)]]));
  }
  await log.close();
  expect(readdirSync(directory).length).toBeGreaterThan(5);
  expect(await contents()).toEqual(kept);
});

test("however often the disk refuses, it is one file that waits for it", async () => {
  const disk: Disk = { isFull: false, refusedBytesWritten: 100, roomBytes: 20 };
  const log = await opened(sparingDisk(disk)(directory));
  await log.write(new Map([["a", Buffer.from("before")]]));
  disk.isFull = true;
  for (let attempt = 0; attempt < 10; attempt++) {
    // oxlint-disable-next-line no-await-in-loop -- one attempt after the other
    await expect(log.write(new Map([["b", Buffer.alloc(1000)]]))).rejects.toThrow("No space left on device");
  }
  disk.isFull = false;
  await log.write(new Map([["c", Buffer.from("after")]]));
  await log.close();
  expect(readdirSync(directory).length).toBeLessThan(3);
  expect(await contents()).toEqual(
    new Map([
      ["a", "before"],
      ["c", "after"],
    ]),
  );
});

test("a batch may be larger than a file", async () => {
  const log = await opened();
  const value = Buffer.alloc(BATCH_BYTES_MAXIMUM, "z");
  await log.write(new Map([["large", value]]));
  await log.write(new Map([["small", Buffer.from("s")]]));
  await log.close();
  expect(await contents()).toEqual(
    new Map([
      ["large", value.toString()],
      ["small", "s"],
    ]),
  );
});

/** A file that goes meanwhile was of no use. */
function copyFiles(from: string, to: string): void {
  mkdirSync(to);
  for (const name of readdirSync(from)) {
    try {
      copyFileSync(join(from, name), join(to, name));
    } catch (error) {
      if (existsSync(join(from, name))) throw error;
    }
  }
}
