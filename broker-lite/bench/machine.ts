/** What a process costs, as the operating system counts it. Linux only (/proc); elsewhere there is nothing to tell. */
import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { cpus, totalmem, type } from "node:os";

/** The kernel's unit of CPU time for programs (USER_HZ), the same on all its machines. */
const TICKS_PER_SECOND = 100;

export const canMeasureProcesses = existsSync("/proc/self/stat");

/** CPU time of the processes together, in seconds, user and system; undefined where that can't be seen. */
export function cpuSeconds(pids: readonly number[]): number | undefined {
  if (!canMeasureProcesses || pids.length === 0) return undefined;
  let ticks = 0;
  for (const pid of pids) {
    const stat = read(`/proc/${pid}/stat`);
    if (stat === undefined) continue;
    // The name, in parentheses, may contain anything.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    ticks += Number(fields[11]) + Number(fields[12]);
  }
  return ticks / TICKS_PER_SECOND;
}

/** Resident memory of the processes together, in bytes. */
export function residentBytes(pids: readonly number[]): number | undefined {
  if (!canMeasureProcesses || pids.length === 0) return undefined;
  let kibibytes = 0;
  for (const pid of pids) {
    const size = /^VmRSS:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/status`) ?? "")?.[1];
    kibibytes += Number(size ?? 0);
  }
  return kibibytes * 1024;
}

/** The process that listens on that port of this machine; undefined where there is none, or it may not be seen. */
export function listenerPid(port: number): number | undefined {
  if (!canMeasureProcesses) return undefined;
  const inodes = new Set<string>();
  for (const file of ["/proc/net/tcp", "/proc/net/tcp6"]) {
    for (const line of (read(file) ?? "").split("\n").slice(1)) {
      const [, local = "", , state, , , , , , inode = ""] = line.trim().split(/\s+/);
      if (state === "0A" && Number.parseInt(local.split(":")[1] ?? "", 16) === port) inodes.add(`socket:[${inode}]`);
    }
  }
  for (const name of readdirSync("/proc")) {
    const pid = Number(name);
    if (Number.isInteger(pid) && hasOneOf(pid, inodes)) return pid;
  }
  return undefined;
}

function hasOneOf(pid: number, links: ReadonlySet<string>): boolean {
  try {
    const folder = `/proc/${pid}/fd`;
    return readdirSync(folder).some((descriptor) => links.has(readlinkSync(`${folder}/${descriptor}`)));
  } catch {
    // Somebody else's, or just gone.
    return false;
  }
}

/** `Linux, 2 × Intel …, 24 GiB, Node 20.20.2` */
export function machineText(): string {
  const processors = cpus();
  const gibibytes = Math.round(totalmem() / 1024 ** 3);
  return `${type()}, ${processors.length} × ${processors[0]?.model.trim() ?? "?"}, ${gibibytes} GiB, Node ${process.versions.node}`;
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
