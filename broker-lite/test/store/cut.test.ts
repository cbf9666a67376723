/** The log cut at any byte, as by a power failure in the middle of a write: what was flushed before that is there, whole, and nothing else. */
import { cpSync, mkdtempSync, readdirSync, rmSync, statSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openDiskStore } from "../../src/store/index.ts";
import { Random } from "../fuzz/random.ts";
import { acknowledge, define, flush, orders, publish } from "./journal-contract.ts";

const BATCHES = 60;
const CUTS = 40;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "broker-lite-cut-"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test(`${CUTS} cuts of a log of ${BATCHES} batches`, async () => {
  const written = join(folder, "written");
  const flushed = await writtenTo(written);
  const log = logOf(written);
  const size = statSync(log).size;
  const random = new Random(3);
  // Around the ends of batches, and anywhere.
  const near = flushed.flatMap(({ bytes }) => [bytes - 1, bytes, bytes + 1]);
  const cuts = Array.from({ length: CUTS }, (_, index) => (index % 2 === 0 ? random.pick(near) : random.below(size)));
  for (const cut of cuts.filter((bytes) => bytes >= (flushed[0]?.bytes ?? 0) && bytes <= size)) {
    const copy = join(folder, "cut");
    cpSync(written, copy, { recursive: true });
    truncateSync(logOf(copy), cut);
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    const store = await openDiskStore(copy);
    const { entries } = store.takeContents();
    const expected = flushed.findLast(({ bytes }) => bytes <= cut);
    expect(
      [...entries].map(({ messageId }) => messageId),
      `cut at ${cut} of ${size}`,
    ).toEqual(expected?.messageIds);
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await store.close();
    rmSync(copy, { recursive: true });
  }
});

interface Flushed {
  /** Of the log, when the flush was reported. */
  readonly bytes: number;
  readonly messageIds: readonly number[];
}

/** Messages come three at a time, and the oldest goes. */
async function writtenTo(directory: string): Promise<readonly Flushed[]> {
  const store = await openDiskStore(directory);
  define(store.journal, orders);
  await flush(store.journal);
  const flushed: Flushed[] = [{ bytes: statSync(logOf(directory)).size, messageIds: [] }];
  let messageIds: number[] = [];
  for (let batch = 0; batch < BATCHES; batch++) {
    for (let index = 1; index <= 3; index++) {
      publish(store.journal, batch * 3 + index);
      messageIds = [...messageIds, batch * 3 + index];
    }
    acknowledge(store.journal, messageIds[0] ?? 0);
    messageIds = messageIds.slice(1);
    // oxlint-disable-next-line no-await-in-loop -- so that each is a batch
    await flush(store.journal);
    flushed.push({ bytes: statSync(logOf(directory)).size, messageIds });
  }
  await store.close();
  return flushed;
}

function logOf(directory: string): string {
  const database = join(directory, "journal");
  const [log] = readdirSync(database).filter((name) => name.endsWith(".log"));
  return join(database, log ?? "");
}
