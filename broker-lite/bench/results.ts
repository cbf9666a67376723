/** From the runs of a scenario to a line of the table. Pure. */

/** One run of one broker. */
export interface Run {
  readonly ratePerSecond: number;
  /** Of the broker, in microseconds for each counted thing; undefined where it can't be seen. */
  readonly cpuMicroseconds: number | undefined;
  readonly p50Ms: number | undefined;
  readonly p99Ms: number | undefined;
  /** Of the broker when the run was over, in bytes. */
  readonly memoryBytes: number | undefined;
}

/** One start of one broker. */
export interface Rest {
  readonly readyMs: number | undefined;
  /** Nothing done yet, in bytes. */
  readonly idleBytes: number | undefined;
  /** With the messages in it, in bytes. */
  readonly filledBytes: number | undefined;
}

export function median(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined).toSorted((left, right) => left - right);
  if (known.length === 0) return undefined;
  const middle = known.length >> 1;
  return known.length % 2 === 1 ? known[middle] : (known[middle - 1]! + known[middle]!) / 2;
}

/** @param share between 0 and 1 of sorted values */
export function percentile(sorted: readonly number[], share: number): number | undefined {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

/** Each figure's own median. */
export function medianRun(runs: readonly Run[]): Run {
  return {
    ratePerSecond: median(runs.map((run) => run.ratePerSecond)) ?? Number.NaN,
    cpuMicroseconds: median(runs.map((run) => run.cpuMicroseconds)),
    p50Ms: median(runs.map((run) => run.p50Ms)),
    p99Ms: median(runs.map((run) => run.p99Ms)),
    memoryBytes: median(runs.map((run) => run.memoryBytes)),
  };
}

export function medianRest(rests: readonly Rest[]): Rest {
  return {
    readyMs: median(rests.map((rest) => rest.readyMs)),
    idleBytes: median(rests.map((rest) => rest.idleBytes)),
    filledBytes: median(rests.map((rest) => rest.filledBytes)),
  };
}

export interface Comparison {
  /** How many times the peer's rate. */
  readonly rate: number;
  /** The peer's CPU for each, divided by ours; undefined where it can't be seen. */
  readonly cpu: number | undefined;
}

export function compare(ours: Run, theirs: Run): Comparison {
  const { cpuMicroseconds: our } = ours;
  const their = theirs.cpuMicroseconds;
  const cpu = our === undefined || their === undefined ? undefined : their / our;
  return { rate: ours.ratePerSecond / theirs.ratePerSecond, cpu };
}

/** So many times the rate, or so many times less CPU: a machine that is busy with both brokers' clients may hide the one. */
export function meets({ rate, cpu }: Comparison, target: number): boolean {
  return rate >= target || (cpu !== undefined && cpu >= target);
}
