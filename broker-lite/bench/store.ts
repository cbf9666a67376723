/**
 * What the data directory costs: `node --conditions=source --import tsx broker-lite/bench/store.ts [folder]`.
 * Batches of persistent 1 KiB messages, each flushed to the disk before the next; then 100,000 of them read back by a fresh
 * process.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Journal, JournalContents } from "../src/core/ports.ts";
import { openDiskStore } from "../src/store/index.ts";

const BODY = Buffer.alloc(1024, "x");
const BATCHES = [
  { messages: 1, flushes: 500 },
  { messages: 10, flushes: 200 },
  { messages: 100, flushes: 100 },
];
const RECOVERED_MESSAGES = 100_000;
const RECOVER = "--recover";

const [, , ...words] = process.argv;
if (words[0] === RECOVER) await recover(words[1]!);
else await measure(words[0] ?? tmpdir());

async function measure(parent: string): Promise<void> {
  const folder = mkdtempSync(join(parent, "broker-lite-bench-"));
  const store = await openDiskStore(folder);
  let lastId = 0;
  for (const { messages, flushes } of BATCHES) {
    const started = performance.now();
    for (let batch = 0; batch < flushes; batch++) {
      for (let count = 0; count < messages; count++) publish(store.journal, ++lastId);
      // oxlint-disable-next-line no-await-in-loop -- each batch waits for the disk
      await new Promise<void>((resolve) => store.journal.flushed(resolve));
    }
    const seconds = (performance.now() - started) / 1000;
    console.log(
      `${messages} a flush: ${(flushes / seconds).toFixed(0)} flushes/s, ${((flushes * messages) / seconds).toFixed(0)} messages/s`,
    );
  }
  while (lastId < RECOVERED_MESSAGES) {
    for (let count = 0; count < 1000; count++) publish(store.journal, ++lastId);
    // oxlint-disable-next-line no-await-in-loop -- each batch waits for the disk
    await new Promise<void>((resolve) => store.journal.flushed(resolve));
  }
  await store.close();
  spawnSync(process.execPath, [...process.execArgv, fileURLToPath(import.meta.url), RECOVER, folder], {
    stdio: "inherit",
  });
  rmSync(folder, { recursive: true, force: true });
}

async function recover(folder: string): Promise<void> {
  const before = process.memoryUsage().rss;
  const started = performance.now();
  const store = await openDiskStore(folder);
  const contents: JournalContents = store.takeContents();
  const milliseconds = performance.now() - started;
  const mebibytes = (process.memoryUsage().rss - before) / 1024 / 1024;
  console.log(
    `${[...contents.messages].length} messages read in ${milliseconds.toFixed(0)} ms, ${mebibytes.toFixed(0)} MiB more`,
  );
  await store.close();
}

function publish(journal: Journal, messageId: number): void {
  journal.storeMessage({
    messageId,
    exchange: "",
    routingKey: "task_queue",
    properties: { deliveryMode: 2 },
    body: BODY,
    carbonCopies: [],
    isDeadLettered: false,
  });
  journal.enqueue({ queueId: 1, position: messageId, messageId, expiresAtMs: undefined, deliveryCount: 0 });
}
