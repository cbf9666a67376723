/**
 * Whether a program waits for something to happen, or for a processor. A machine with much to do may let a program stand for seconds between two lines;
 * from outside only the system can tell that from a program that has come to rest.
 */
import { readFileSync } from "node:fs";

/** Runs, or would if it could. */
const BUSY_STATES = new Set(["R", "D"]);

/** @returns true as well where the system does not tell: anywhere but on Linux */
export function isIdle(pid: number | undefined): boolean {
  if (pid === undefined || process.platform !== "linux") return true;
  return treeOf(pid).every((each) => {
    const state = stateOf(each);
    return state === undefined || !BUSY_STATES.has(state);
  });
}

/** The process and its descendants. */
function treeOf(pid: number): readonly number[] {
  const found = [pid];
  for (let index = 0; index < found.length; index += 1) {
    const each = found[index];
    const children = read(`/proc/${each}/task/${each}/children`).trim();
    if (children !== "") found.push(...children.split(" ").map(Number));
  }
  return found;
}

/** Third field of its stat; the second may hold anything between parentheses. */
function stateOf(pid: number): string | undefined {
  const stat = read(`/proc/${pid}/stat`);
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[0] || undefined;
}

/** Empty where the process has ended. */
function read(file: string): string {
  try {
    return readFileSync(file, "latin1");
  } catch {
    return "";
  }
}
