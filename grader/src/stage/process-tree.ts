/** A program's processes, as Linux shows them under /proc: who descends from whom. Says nothing of what they do. */
import { readdirSync, readFileSync } from "node:fs";

/** The process and its descendants, those whose parent has ended left out; the process alone where the system does not tell. */
export function treeOf(pid: number): readonly number[] {
  const found = [pid];
  for (let index = 0; index < found.length; index += 1) {
    const each = found[index];
    // Any thread may have started some.
    for (const thread of threadsOf(each)) {
      const children = readProc(`${each}/task/${thread}/children`).trim();
      if (children !== "") found.push(...children.split(" ").map(Number));
    }
  }
  return found;
}

/** Names of its threads; none where it has ended. */
export function threadsOf(pid: number | undefined): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

/** What stands in a file below /proc; empty where the process has ended. */
export function readProc(file: string): string {
  try {
    return readFileSync(`/proc/${file}`, "latin1");
  } catch {
    return "";
  }
}

/** Fields of /proc/PID/stat from the third on (https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html); none where it has ended. */
export function statOf(pid: number): readonly string[] {
  const line = readProc(`${pid}/stat`);
  // The program's name stands in brackets and may hold anything: what follows the last one counts.
  return line === "" ? [] : line.slice(line.lastIndexOf(")") + 2).split(" ");
}
