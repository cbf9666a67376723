/** Medians as tables: our figures, the peers', and how they compare. Pure. */
import type { PeerKind } from "./peers.ts";
import { compare, meets, type Rest, type Run } from "./results.ts";
import { AT_REST, type Scenario } from "./scenarios.ts";
import { markdownTable, mebibytes, number, terminalTable, type Row } from "./table.ts";

const OURS = "broker-lite";
const NOTHING = "–";

/** A line for each scenario, for a README. @param medians by scenario, then by broker */
export function summaryTable(
  scenarios: readonly Scenario[],
  kinds: readonly PeerKind[],
  medians: ReadonlyMap<string, ReadonlyMap<string, Run>>,
): string {
  const peers = kinds.filter(({ name }) => name !== OURS);
  const peerColumns = peers.flatMap(({ name }) => [`${name} per second`, "CPU µs", "rate ×", "CPU ×"]);
  const rows = scenarios.flatMap((scenario): Row[] => {
    const runs = medians.get(scenario.name);
    const ours = runs?.get(OURS);
    if (runs === undefined || ours === undefined) return [];
    const theirs = peers.flatMap(({ name }) => {
      const run = runs.get(name);
      if (run === undefined) return [NOTHING, NOTHING, NOTHING, NOTHING];
      const { rate, cpu } = compare(ours, run);
      return [number(run.ratePerSecond), number(run.cpuMicroseconds), number(rate), number(cpu)];
    });
    const latency = `${number(ours.p50Ms)} / ${number(ours.p99Ms)}`;
    return [[scenario.title, number(ours.ratePerSecond), number(ours.cpuMicroseconds), latency, ...theirs]];
  });
  return markdownTable(["", `${OURS} per second`, "CPU µs", "p50 / p99 ms", ...peerColumns], rows);
}

/** A line for each broker, with all its figures. @param medians by scenario, then by broker */
export function scenarioTable(
  scenarios: readonly Scenario[],
  kinds: readonly PeerKind[],
  medians: ReadonlyMap<string, ReadonlyMap<string, Run>>,
): string {
  const head: string[] = [
    "scenario",
    "broker",
    "per second",
    "CPU µs each",
    "p50 ms",
    "p99 ms",
    "memory MiB",
    "rate ×",
    "CPU ×",
    "target",
  ];
  const rows: Row[] = [];
  for (const scenario of scenarios) {
    const runs = medians.get(scenario.name);
    if (runs === undefined) continue;
    const ours = runs.get(OURS);
    for (const [index, kind] of kinds.filter(({ name }) => runs.has(name)).entries()) {
      const run = runs.get(kind.name)!;
      const comparison = ours === undefined || kind.name === OURS ? undefined : compare(ours, run);
      const isJudged = comparison !== undefined && scenario.target !== undefined && !kind.isNull;
      rows.push([
        index === 0 ? scenario.title : "",
        kind.name,
        number(run.ratePerSecond),
        number(run.cpuMicroseconds),
        number(run.p50Ms),
        number(run.p99Ms),
        mebibytes(run.memoryBytes),
        number(comparison?.rate),
        number(comparison?.cpu),
        isJudged ? `${scenario.target} ${meets(comparison, scenario.target) ? "met" : "missed"}` : NOTHING,
      ]);
    }
  }
  return terminalTable(head, rows);
}

export function restTable(kinds: readonly PeerKind[], medians: ReadonlyMap<string, Rest>, isMarkdown: boolean): string {
  const count = AT_REST.work.messagesMaximum.toLocaleString("en-US");
  const head = ["broker", "ready after ms", "memory at rest MiB", `with ${count} messages of 1 KiB MiB`];
  const rows = kinds.flatMap(({ name }): Row[] => {
    const rest = medians.get(name);
    return rest === undefined
      ? []
      : [[name, number(rest.readyMs), mebibytes(rest.idleBytes), mebibytes(rest.filledBytes)]];
  });
  return isMarkdown ? markdownTable(head, rows) : terminalTable(head, rows);
}
