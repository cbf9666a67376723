/**
 * `node --conditions=source --import tsx broker-lite/test/soak/run.ts --minutes 60`: a mixed load, a line each minute, the account at the
 * end. Ends with 1 where memory, handles or what is declared is not flat, or the account does not add up.
 */
import { parseArgs } from "node:util";
import { heapSlopeBytesPerHour, HEAP_SLOPE_MAXIMUM_BYTES } from "./flatness.ts";
import { soak } from "./soak.ts";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "60" },
    rate: { type: "string", default: "100" },
    seed: { type: "string", default: "1" },
  },
});
const MIB = 1024 * 1024;
const MINUTE_MS = 60_000;
const startedAt = performance.now();

const { samples, ledger, rounds, problems } = await soak({
  durationMs: Number(values.minutes) * MINUTE_MS,
  seed: Number(values.seed),
  messagesPerSecond: Number(values.rate),
  sampleEveryMs: MINUTE_MS,
  onSample: (sample) => {
    const { minutes, heapBytes, residentBytes, cpuMs, published } = sample;
    const percent = ((100 * cpuMs) / (performance.now() - startedAt)).toFixed(0);
    print(
      `${minutes.toFixed(1)} min: heap ${mib(heapBytes)}, resident ${mib(residentBytes)}, ${sample.handles} handles, ` +
        `${sample.connections} connections, ${sample.channels} channels, ${sample.queues} queues, ${sample.exchanges} exchanges, ` +
        `${sample.consumers} consumers; ${published} published; ${percent} % of a processor`,
    );
  },
});
const outcomes = Object.entries(ledger.outcomes).map(([outcome, count]) => `${count} ${outcome}`);
print(
  `${rounds} rounds: ${ledger.published} published = ${outcomes.join(" + ")}; ${ledger.redelivered} times one went back. Nothing lost, nothing twice.`,
);
const slope = heapSlopeBytesPerHour(samples.slice(0, -1));
print(
  `the heap grew by ${(slope / MIB).toFixed(2)} MiB an hour over the later two thirds (at most ${HEAP_SLOPE_MAXIMUM_BYTES / MIB})`,
);
for (const problem of problems) print(`NOT FLAT: ${problem}`);
if (problems.length > 0) process.exitCode = 1;

function mib(bytes: number): string {
  return `${(bytes / MIB).toFixed(1)} MiB`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
