/** A soak: a broker in a process of its own, a load, a sample from time to time, and the account at the end. */
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Random } from "../fuzz/random.ts";
import { unevenness, type Sample } from "./flatness.ts";
import { Ledger } from "./ledger.ts";
import { management, startLoad, type Load } from "./load.ts";
import type { Measured, Ready } from "./messages.ts";

const BROKER = fileURLToPath(new URL("broker.ts", import.meta.url));
const ROUND_EVERY_MS = 1000;

export interface SoakOptions {
  readonly durationMs: number;
  readonly seed: number;
  /** Of each of three kinds, in a second. */
  readonly messagesPerSecond: number;
  readonly sampleEveryMs: number;
  readonly onSample?: (sample: DetailedSample) => void;
}

export interface DetailedSample extends Sample {
  readonly residentBytes: number;
  readonly cpuMs: number;
  readonly published: number;
}

export interface Soaked {
  readonly samples: readonly DetailedSample[];
  readonly ledger: Ledger;
  readonly rounds: number;
  /** What was not flat. */
  readonly problems: readonly string[];
}

/** Throws at the first message that came wrongly, and where the account does not add up. */
export async function soak(options: SoakOptions): Promise<Soaked> {
  const dataDir = mkdtempSync(join(tmpdir(), "broker-lite-soak-"));
  const child = fork(BROKER, [dataDir], {
    execArgv: ["--expose-gc", "--conditions=source", "--import", "tsx"],
  });
  const gone = once(child, "exit");
  try {
    return await soakBroker(child, options);
  } finally {
    if (child.connected) child.send("stop");
    await gone;
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function soakBroker(child: ChildProcess, options: SoakOptions): Promise<Soaked> {
  const [ready] = (await once(child, "message")) as [Ready];
  const ledger = new Ledger();
  const samples: DetailedSample[] = [];
  let problem: unknown;
  let rounds = 0;
  const startedAtMs = performance.now();
  const { port, httpPort } = ready;
  const load = await startLoad({
    port,
    httpPort,
    random: new Random(options.seed),
    ledger,
    messagesPerRound: options.messagesPerSecond,
    onProblem: (seen) => (problem ??= seen),
  });
  const fine = (): void => {
    if (problem !== undefined) throw problem;
  };
  const sample = async (): Promise<void> => {
    const taken = await measure(child, httpPort, ledger, (performance.now() - startedAtMs) / 60_000);
    samples.push(taken);
    options.onSample?.(taken);
  };
  let nextSampleAtMs = options.sampleEveryMs;
  for (let elapsedMs = 0; elapsedMs < options.durationMs; elapsedMs = performance.now() - startedAtMs) {
    const next = tick();
    await load.round();
    rounds++;
    fine();
    if (elapsedMs >= nextSampleAtMs) {
      nextSampleAtMs += options.sampleEveryMs;
      await sample();
    }
    await next;
  }
  await finish(load);
  await sample();
  fine();
  ledger.close();
  return { samples, ledger, rounds, problems: [...unevenness(samples.slice(0, -1)), ...leftovers(samples.at(-1))] };
}

async function finish(load: Load): Promise<void> {
  await load.drained();
  await load.close();
}

/** The load is gone, and so must be what was its own. */
function leftovers(last: Sample | undefined): string[] {
  if (last === undefined) return ["nothing was measured"];
  const left = { connections: last.connections, channels: last.channels, consumers: last.consumers };
  return Object.entries(left).flatMap(([what, count]) => (count === 0 ? [] : [`${count} ${what} are left`]));
}

async function measure(
  child: ChildProcess,
  httpPort: number,
  ledger: Ledger,
  minutes: number,
): Promise<DetailedSample> {
  const overview = (await management(httpPort, "overview")) as {
    object_totals: Omit<Sample, "minutes" | "heapBytes" | "handles">;
  };
  const answered = once(child, "message");
  child.send("measure");
  const [{ heapBytes, residentBytes, handles, cpuMs }] = (await answered) as [Measured];
  const { connections, channels, queues, consumers, exchanges } = overview.object_totals;
  const { published } = ledger;
  return {
    minutes,
    heapBytes,
    residentBytes,
    handles,
    cpuMs,
    connections,
    channels,
    queues,
    consumers,
    exchanges,
    published,
  };
}

/** The load's own pace. */
function tick(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ROUND_EVERY_MS);
  });
}
