/** What has been decided about the sandbox of a run. Plain data, so that it can be sent to where programs are started. */
import type { SubmissionLimits } from "./limits.ts";

export type SandboxPlan = { readonly level: "none" } | BwrapPlan | DockerPlan;

export interface BwrapPlan {
  readonly level: "bwrap";
  /** All but where the submission lies. */
  readonly arguments: readonly string[];
  /** What is started inside. */
  readonly launch: readonly string[];
  /** Whom it runs as, where the grader may choose. */
  readonly uid?: number;
}

export interface DockerPlan {
  readonly level: "docker";
  readonly image: string;
  /** Options of `docker run`, all but where the submission and the sockets lie. */
  readonly options: readonly string[];
  /** What is started inside. */
  readonly launch: readonly string[];
}

/** Where programs see their submission. */
export const SUBMISSION = "/submission";
/** Where programs see what the sandbox brings. */
export const SANDBOX = "/sandbox";
/** Nobody: no file of this machine belongs to this user. */
export const NOBODY = 65_534;

/** What the launcher takes inside, beside the program. */
export const LAUNCHER_OVERHEAD = { memoryMiB: 64, cpuSeconds: 0.5, processes: 16 } as const;

/** Limits that the kernel holds for each process, as `name=value` of prlimit and of docker's --ulimit. */
export function resourceLimits(limits: SubmissionLimits): Readonly<Record<string, string>> {
  return {
    nofile: String(limits.openFiles),
    // Where nobody looks at the whole tree; the second is for what ignores the first signal.
    cpu: `${limits.cpuSeconds + 1}:${limits.cpuSeconds + 5}`,
    fsize: String(limits.fileMiB * 2 ** 20),
    core: "0",
  };
}
