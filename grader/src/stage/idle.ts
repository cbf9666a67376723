/**
 * Whether a program waits for something to happen, or for a processor. A machine with much to do may let a program stand for seconds between two lines;
 * from outside only the system can tell that from a program that has come to rest.
 */
import { statOf, treeOf } from "./process-tree.ts";

/** Elsewhere no program is known to be busy. */
export const TELLS_IDLE = process.platform === "linux";
/** Runs, or would if it could. */
const BUSY_STATES = new Set(["R", "D"]);

/** @returns true as well where the system does not tell: anywhere but on Linux */
export function isIdle(pid: number | undefined): boolean {
  if (pid === undefined || !TELLS_IDLE) return true;
  return treeOf(pid).every((each) => {
    const [state] = statOf(each);
    return state === undefined || !BUSY_STATES.has(state);
  });
}
