/**
 * Looks at what programs use while they run, and says when one goes over a limit: time everywhere, memory, processor time and processes where /proc
 * tells of them. Of processes it counts the whole tree, so that children don't help.
 */
import { existsSync, readdirSync } from "node:fs";
import type { LimitName } from "../evidence/evidence.ts";
import type { SubmissionLimits } from "../sandbox/limits.ts";
import { statOf, treeOf } from "./process-tree.ts";

/** Long enough to cost next to nothing, short enough that a program can't take much more than its limit. */
const LOOK_EVERY_MS = 100;
/** A look at all processes of the machine costs much more than one at a program's own, and finds those whose parent has ended besides. */
const ALL_EVERY_LOOKS = 10;
/** Whether the system tells of a process which its children are; where it does not, each look is at all. */
const TELLS_CHILDREN = existsSync(`/proc/${process.pid}/task/${process.pid}/children`);
/** Linux counts processor time in these, and always shows a hundred of them as a second to programs. */
const TICKS_PER_SECOND = 100;
/** Of every platform that this runs on and that has /proc. */
const PAGE_BYTES = 4096;

export interface Usage {
  readonly memoryMiB: number;
  readonly cpuSeconds: number;
  readonly processes: number;
}

/** One line of /proc/PID/stat (https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html). */
interface Stat {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly ticks: number;
  readonly threads: number;
  readonly pages: number;
}

export interface Watched {
  /** The tree's root; undefined where it is not on this machine. */
  readonly pid: number | undefined;
  readonly limits: SubmissionLimits;
  /** What holds the program takes as much itself. */
  readonly overhead: Usage;
  /** Called once. */
  readonly over: (limit: LimitName) => void;
}

export const NO_OVERHEAD: Usage = { memoryMiB: 0, cpuSeconds: 0, processes: 0 };

const watched = new Set<Watched>();
let looking: NodeJS.Timeout | undefined;
let looks = 0;

/** @returns to be called when it has ended */
export function watchUsage(program: Watched): () => void {
  const timer = setTimeout(() => tell(program, "programSeconds"), program.limits.programSeconds * 1000);
  const unwatch = (): void => {
    clearTimeout(timer);
    watched.delete(program);
    if (watched.size === 0) {
      clearInterval(looking);
      looking = undefined;
    }
  };
  if (program.pid !== undefined && process.platform === "linux") {
    watched.add(program);
    looking ??= setInterval(look, LOOK_EVERY_MS);
  }
  return unwatch;
}

function tell(program: Watched, limit: LimitName): void {
  watched.delete(program);
  program.over(limit);
}

function look(): void {
  looks += 1;
  const treeFrom = TELLS_CHILDREN && looks % ALL_EVERY_LOOKS !== 0 ? ownTree : treeAmongAll();
  for (const program of watched) {
    const { pid, limits, overhead } = program;
    if (pid === undefined) continue;
    const used = usageOf(treeFrom(pid));
    const limit = (["memoryMiB", "cpuSeconds", "processes"] as const).find(
      (name) => used[name] - overhead[name] > limits[name],
    );
    if (limit !== undefined) tell(program, limit);
  }
}

function ownTree(pid: number): Iterable<Stat> {
  return readStats(treeOf(pid));
}

/** The process, all that descend from it, and those of its group whose parent has ended. */
function treeAmongAll(): (pid: number) => Iterable<Stat> {
  const names = readdirSync("/proc").filter((name) => /^\d/u.test(name));
  const stats = readStats(names.map(Number));
  const children = childrenOf(stats);
  return (pid) => tree(pid, stats, children);
}

function childrenOf(stats: readonly Stat[]): Map<number, Stat[]> {
  const groups = new Map<number, Stat[]>();
  for (const stat of stats) {
    const group = groups.get(stat.parent);
    if (group === undefined) groups.set(stat.parent, [stat]);
    else group.push(stat);
  }
  return groups;
}

function tree(pid: number, stats: readonly Stat[], children: ReadonlyMap<number, readonly Stat[]>): Set<Stat> {
  const found = new Set<Stat>();
  const pending = stats.filter((stat) => stat.pid === pid || stat.group === pid);
  for (let stat = pending.pop(); stat !== undefined; stat = pending.pop()) {
    if (found.has(stat)) continue;
    found.add(stat);
    pending.push(...(children.get(stat.pid) ?? []));
  }
  return found;
}

function usageOf(stats: Iterable<Stat>): Usage {
  let [pages, ticks, processes] = [0, 0, 0];
  for (const stat of stats) {
    pages += stat.pages;
    ticks += stat.ticks;
    processes += stat.threads;
  }
  return { memoryMiB: (pages * PAGE_BYTES) / 2 ** 20, cpuSeconds: ticks / TICKS_PER_SECOND, processes };
}

/** Of those that have not ended. */
function readStats(pids: readonly number[]): readonly Stat[] {
  return pids.flatMap((pid) => {
    const fields = statOf(pid);
    // Numbered from 3, as in the manual.
    const field = (number: number): number => Number(fields[number - 3]);
    if (fields.length === 0) return [];
    return {
      pid,
      parent: field(4),
      group: field(5),
      // Its own, and that of children that have ended and were waited for.
      ticks: field(14) + field(15) + field(16) + field(17),
      threads: field(20),
      pages: field(24),
    };
  });
}
