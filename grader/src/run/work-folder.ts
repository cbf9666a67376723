/** The temporary folder of a run, and the promise that nothing of the run outlives this process: no folder, no started program. */
import { rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
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

export async function makeWorkFolder(): Promise<WorkFolder> {
  const path = await mkdtemp(join(tmpdir(), "grader-"));
  const registry = join(path, "processes");
  const atExit = (): void => {
    killRegisteredGroups(registry);
    rmSync(path, { recursive: true, force: true, ...RETRIES });
  };
  // A signal ends a process without its `exit`, unless somebody listens. Whoever does listen decides; we only clean up where nobody else does.
  const atSignal = (signal: NodeJS.Signals): void => {
    if (process.listenerCount(signal) > 1) return;
    atExit();
    process.off(signal, atSignal);
    process.kill(process.pid, signal);
  };
  // Where the process ends before the run does (a second Ctrl+C), this is all that is left to do it.
  process.on("exit", atExit);
  for (const signal of SIGNALS) process.on(signal, atSignal);
  return {
    path,
    registry,
    remove: async () => {
      process.off("exit", atExit);
      for (const signal of SIGNALS) process.off(signal, atSignal);
      killRegisteredGroups(registry);
      await rm(path, { recursive: true, force: true, ...RETRIES });
    },
  };
}
