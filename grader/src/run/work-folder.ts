/** The temporary folder of a run, and the promise that nothing of the run outlives this process: no folder, no started program. */
import { rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { killRegisteredGroups } from "../stage/process-group.ts";

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
    rmSync(path, { recursive: true, force: true });
  };
  // Where the process ends before the run does (a second Ctrl+C), this is all that is left to do it.
  process.on("exit", atExit);
  return {
    path,
    registry,
    remove: async () => {
      process.off("exit", atExit);
      killRegisteredGroups(registry);
      await rm(path, { recursive: true, force: true });
    },
  };
}
