/**
 * `npm run bench`: broker-lite and a peer in turn, the same load for both, medians. Progress goes to stderr, the table to stdout.
 * Owns the order of the runs; what is measured is in `scenarios.ts`, by whom in `peers.ts`.
 */
import { parseArgs } from "node:util";
import { Generator } from "./generator.ts";
import type { Work } from "./load/work.ts";
import { canMeasureProcesses, cpuSeconds, machineText, residentBytes } from "./machine.ts";
import { buildLite, peerKind, rabbitIsHere, type Peer, type PeerKind } from "./peers.ts";
import { restTable, scenarioTable, summaryTable } from "./report.ts";
import { medianRest, medianRun, percentile, type Rest, type Run } from "./results.ts";
import { AT_REST, SCENARIOS, type Scenario } from "./scenarios.ts";

const USAGE = `usage: npm run bench -- [options] [scenario…]

  --runs N      runs of each scenario and broker, one after the other in turn (default 5)
  --quick       one short run of each
  --peer NAME   rabbitmq, null, or amqp://…; may be repeated (default: rabbitmq where it is installed, and null)
  --no-lite     only the peers
  --markdown    as Markdown for a README: a line for each scenario
  --list        the names of the scenarios

Scenarios: by name or by its beginning ("auto", "topic-1000"); all of them unless said.`;

const QUICK_MS = 400;
/** Before the first run that counts there is one that does not: who has run for months does not compile any more. */
const WARM_UP = 0;
/** What has just been allocated or freed comes to rest, in milliseconds. */
const SETTLE_MS = 1500;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  allowNegative: true,
  options: {
    runs: { type: "string", default: "5" },
    quick: { type: "boolean", default: false },
    peer: { type: "string", multiple: true },
    lite: { type: "boolean", default: true },
    markdown: { type: "boolean", default: false },
    list: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

if (values.help) console.log(USAGE);
else if (values.list)
  for (const name of [...SCENARIOS.map((scenario) => scenario.name), AT_REST.name]) console.log(name);
else process.exitCode = await bench();

async function bench(): Promise<number> {
  const runs = values.quick ? 1 : Number(values.runs);
  if (!Number.isInteger(runs) || runs < 1) return usageError(`--runs ${values.runs} is no number of runs`);
  const unknown = positionals.filter(
    (name) => ![...SCENARIOS, AT_REST].some((scenario) => scenario.name.startsWith(name)),
  );
  if (unknown.length > 0) return usageError(`there is no scenario ${unknown.join(", ")}`);
  const peers = values.peer ?? [...(rabbitIsHere() ? ["rabbitmq"] : []), "null"];
  const kinds = [...(values.lite ? ["lite"] : []), ...peers].map(peerKind);
  if (!canMeasureProcesses) say("This system has no /proc: CPU and memory of the brokers can't be measured here.");
  if (values.lite) buildLite();

  const startedMs = performance.now();
  const generator = new Generator();
  const chosen = SCENARIOS.filter((scenario) => isChosen(scenario.name));
  try {
    const results =
      chosen.length > 0 ? await measureAll(chosen, kinds, generator, runs) : new Map<string, Map<string, Run[]>>();
    const rests = isChosen(AT_REST.name) ? await measureRest(kinds, generator, runs) : new Map<string, Rest[]>();
    const medians = new Map(
      [...results].map(([name, byPeer]) => [name, new Map([...byPeer].map(([peer, all]) => [peer, medianRun(all)]))]),
    );
    const date = new Date().toISOString().slice(0, 10);
    console.log(`${machineText()}; ${date}; medians of ${runs} ${runs === 1 ? "run" : "alternating runs"}\n`);
    const table = values.markdown ? summaryTable : scenarioTable;
    if (medians.size > 0) console.log(`${table(chosen, kinds, medians)}\n`);
    if (rests.size > 0)
      console.log(
        `${restTable(kinds, new Map([...rests].map(([peer, all]) => [peer, medianRest(all)])), values.markdown)}\n`,
      );
    say(`${Math.round((performance.now() - startedMs) / 1000)} s`);
    return 0;
  } finally {
    await generator.stop();
  }
}

function isChosen(name: string): boolean {
  return (
    positionals.length === 0 ||
    positionals.some((start) => name === start || (name.startsWith(start) && !isExact(start)))
  );
}

function isExact(name: string): boolean {
  return SCENARIOS.some((scenario) => scenario.name === name);
}

/** All brokers are there all the time, and one of them works. */
async function measureAll(
  scenarios: readonly Scenario[],
  kinds: readonly PeerKind[],
  generator: Generator,
  runs: number,
): Promise<Map<string, Map<string, Run[]>>> {
  const results = new Map(scenarios.map((scenario) => [scenario.name, new Map<string, Run[]>()]));
  const peers: [PeerKind, Peer][] = [];
  try {
    for (const kind of kinds) {
      say(`starting ${kind.name}`);
      // oxlint-disable-next-line no-await-in-loop -- they would slow each other down
      peers.push([kind, await kind.start()]);
    }
    for (const scenario of scenarios) {
      for (let run = values.quick ? 1 : WARM_UP; run <= runs; run++) {
        for (const [kind, peer] of peers) {
          if (!takesPart(kind, scenario)) continue;
          // oxlint-disable-next-line no-await-in-loop -- in turn
          const result = await measure(scenario, peer, generator);
          if (run === WARM_UP) continue;
          const byPeer = results.get(scenario.name)!;
          byPeer.set(kind.name, [...(byPeer.get(kind.name) ?? []), result]);
          const cpu = result.cpuMicroseconds?.toFixed(2) ?? "–";
          say(`${scenario.name} ${run}/${runs} ${kind.name}: ${Math.round(result.ratePerSecond)}/s, ${cpu} µs of CPU`);
        }
      }
    }
  } finally {
    for (const [, peer] of peers) {
      // oxlint-disable-next-line no-await-in-loop -- the output stays readable
      await peer.stop();
    }
  }
  return results;
}

function takesPart(kind: PeerKind, scenario: Scenario): boolean {
  if (kind.isNull) return scenario.nullCan === true;
  return scenario.alone !== true || kind.name === "broker-lite";
}

async function measure(scenario: Scenario, peer: Peer, generator: Generator): Promise<Run> {
  let cpuBefore: number | undefined;
  let cpuAfter: number | undefined;
  let memoryBytes: number | undefined;
  const outcome = await generator
    .perform(peer.url, shortened(scenario.work), {
      begin: () => {
        cpuBefore = cpuSeconds(peer.pids);
      },
      end: () => {
        cpuAfter = cpuSeconds(peer.pids);
        memoryBytes = residentBytes(peer.pids);
      },
    })
    .catch((error: unknown) => {
      throw new Error(`${scenario.name}, ${peer.name}: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      });
    });
  const { count, seconds, latenciesMs } = outcome;
  const cpu = cpuBefore === undefined || cpuAfter === undefined ? undefined : cpuAfter - cpuBefore;
  return {
    ratePerSecond: count / seconds,
    cpuMicroseconds: cpu === undefined ? undefined : (cpu * 1e6) / count,
    p50Ms: percentile(latenciesMs, 0.5),
    p99Ms: percentile(latenciesMs, 0.99),
    memoryBytes,
  };
}

function shortened(work: Work): Work {
  return values.quick && work.kind !== "fill" ? { ...work, durationMs: QUICK_MS } : work;
}

/** A fresh broker for each run. */
async function measureRest(
  kinds: readonly PeerKind[],
  generator: Generator,
  runs: number,
): Promise<Map<string, Rest[]>> {
  const results = new Map<string, Rest[]>();
  for (let run = 1; run <= runs; run++) {
    for (const kind of kinds) {
      if (kind.isNull || !kind.isOurs) continue;
      // oxlint-disable-next-line no-await-in-loop -- one at a time
      const rest = await measureStart(kind, generator);
      results.set(kind.name, [...(results.get(kind.name) ?? []), rest]);
      say(`${AT_REST.name} ${run}/${runs} ${kind.name}: ready after ${Math.round(rest.readyMs ?? 0)} ms`);
    }
  }
  return results;
}

async function measureStart(kind: PeerKind, generator: Generator): Promise<Rest> {
  // The system is still busy with the memory of the broker that was stopped before.
  await settle();
  const peer = await kind.start();
  try {
    await settle();
    const idleBytes = residentBytes(peer.pids);
    let filledBytes: number | undefined;
    await generator.perform(peer.url, AT_REST.work, {
      begin: () => {},
      end: async () => {
        await settle();
        filledBytes = residentBytes(peer.pids);
      },
    });
    return { readyMs: peer.readyMs, idleBytes, filledBytes };
  } finally {
    await peer.stop();
  }
}

function settle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
}

function usageError(problem: string): number {
  say(`${problem}\n\n${USAGE}`);
  return 2;
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
