/**
 * `node --conditions=source --import tsx broker-lite/test/fuzz/run.ts --frames 5000000 --seed 1`: as many frames as wanted, with
 * progress and with an eye on the memory. Ends with 1 at the first thing that must not be.
 */
import { parseArgs } from "node:util";
import { fuzz, type Progress } from "./fuzz.ts";

const { values } = parseArgs({
  options: { frames: { type: "string", default: "5000000" }, seed: { type: "string", default: "1" } },
});
const MIB = 1024 * 1024;
const HEAP_GROWTH_MAXIMUM_BYTES = 100 * MIB;
const LINE_EVERY_FRAMES = 250_000;

const startedAtMs = performance.now();
let nextLineAt = LINE_EVERY_FRAMES;
let firstHeapBytes: number | undefined;
const heaps: number[] = [];

function line({ frames, connections, closedWith }: Progress): string {
  const codes = Object.entries(closedWith).map(([code, count]) => `${code === "0" ? "none" : code}: ${count}`);
  const seconds = Math.round((performance.now() - startedAtMs) / 1000);
  return `${frames} frames, ${connections} connections, ${seconds} s, heap ${Math.round((heaps.at(-1) ?? 0) / MIB)} MiB; closed with ${codes.join(", ")}`;
}

const done = fuzz({
  frames: Number(values.frames),
  seed: Number(values.seed),
  onProgress: (progress) => {
    if (progress.frames < nextLineAt) return;
    nextLineAt += LINE_EVERY_FRAMES;
    globalThis.gc?.();
    heaps.push(process.memoryUsage().heapUsed);
    firstHeapBytes ??= heaps[0];
    process.stdout.write(`${line(progress)}\n`);
  },
});
// The lowest of the last lines: between two collections the heap says nothing.
const growthBytes = heaps.length === 0 ? 0 : Math.min(...heaps.slice(-5)) - (firstHeapBytes ?? 0);
process.stdout.write(`done: ${line(done)}; the heap grew by ${Math.round(growthBytes / MIB)} MiB\n`);
if (growthBytes > HEAP_GROWTH_MAXIMUM_BYTES) {
  process.stdout.write("that is too much: something is left behind\n");
  process.exitCode = 1;
}
