/** What a deep queue takes, measured; in a file of its own, and so in a process that nothing else fills. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { Bench } from "./support.ts";

const DEPTH = 30_000;
const BODY_BYTES = 1024;
const DEADLINE = { timeout: 60_000 };

setFlagsFromString("--expose-gc");
const collect: () => void = runInNewContext("gc");

/** Memory that is no heap is given back beside the program, so one has to ask again. */
function bodyBytes(): number {
  collect();
  return process.memoryUsage().arrayBuffers;
}

test("the bodies of a deep queue take their size, and those that have gone are let go of while the rest stays", async () => {
  const bench = new Bench();
  const queue = bench.queue("q");
  const allBytes = DEPTH * BODY_BYTES;
  const beforeBytes = bodyBytes();
  for (let count = 0; count < DEPTH; count++) bench.publish("q", "x".repeat(BODY_BYTES));
  expect(bench.broker.memory.bytes).toBeGreaterThan(allBytes);
  await expect.poll(() => bodyBytes() - beforeBytes, DEADLINE).toBeLessThan(allBytes * 1.2);
  expect(bodyBytes() - beforeBytes).toBeGreaterThan(allBytes * 0.8);
  for (let count = 0; count < DEPTH / 2; count++) queue.take(true);
  await expect.poll(() => bodyBytes() - beforeBytes, DEADLINE).toBeLessThan(allBytes * 0.6);
  expect(queue.readyCount).toBe(DEPTH / 2);
  bench.drain(queue);
  await expect.poll(() => bodyBytes() - beforeBytes, DEADLINE).toBeLessThan(allBytes * 0.2);
  expect(bench.broker.memory.bytes).toBe(0);
});
