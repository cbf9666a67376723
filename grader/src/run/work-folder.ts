/** The temporary folder of a run, and the promise that nothing of the run outlives this process: no folder, no started program. */
import { rmSync } from "node:fs";
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { killRegisteredGroups } from "../stage/process-group.ts";

/** What has just been killed may write a last file while its folder is removed. */
const RETRIES = { maxRetries: 20, retryDelay: 50 } as const;

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

export interface WorkFolder {
  readonly path: string;
  /** Where started process groups are written down. */
  readonly registry: string;
  /** Ends what was started and removes everything. */
  remove(): Promise<void>;
}

/** What is to be done for each folder that is there now, when the process ends in the middle. */
const endings = new Set<() => void>();

/** @param endNow ends, at once, what else must not outlive this process */
export async function makeWorkFolder(endNow?: () => void): Promise<WorkFolder> {
  const path = await mkdtemp(join(await realpath(tmpdir()), "grader-"));
  const registry = join(path, "processes");
  const ending = (): void => {
    endNow?.();
    killRegisteredGroups(registry);
    removeNow(path);
  };
  if (endings.size === 0) listen();
  endings.add(ending);
  return {
    path,
    registry,
    remove: async () => {
      endings.delete(ending);
      if (endings.size === 0) listenNoMore();
      killRegisteredGroups(registry);
      await rm(path, { recursive: true, force: true, ...RETRIES });
    },
  };
}

/** A thread of this process may be at work in the folder until the process has ended: it is given a moment, and never an exception on the way out. */
function removeNow(path: string): void {
  const nobody = new Int32Array(new SharedArrayBuffer(4));
  for (let attempt = 0; attempt <= RETRIES.maxRetries; attempt += 1) {
    try {
      rmSync(path, { recursive: true, force: true });
      return;
    } catch {
      Atomics.wait(nobody, 0, 0, RETRIES.retryDelay);
    }
  }
}

// Where the process ends before the run does (a second Ctrl+C), this is all that is left to do it.
function atExit(): void {
  for (const ending of endings) ending();
}

/** A signal ends a process without its `exit`, unless somebody listens. Whoever does listen decides; we only clean up where nobody else does. */
function atSignal(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return;
  atExit();
  process.off(signal, atSignal);
  process.kill(process.pid, signal);
}

function listen(): void {
  process.on("exit", atExit);
  for (const signal of SIGNALS) process.on(signal, atSignal);
}

function listenNoMore(): void {
  process.off("exit", atExit);
  for (const signal of SIGNALS) process.off(signal, atSignal);
}
