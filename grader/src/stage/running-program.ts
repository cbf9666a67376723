/** A program that runs, whatever it runs in: its output, its end, and how it is told to stop. Owns the way without a sandbox. */
import type { Readable } from "node:stream";
import { forgetGroup, interruptGroup, killGroup, startGroup, type Command } from "./process-group.ts";

export interface ProgramEnd {
  readonly code: number | null;
  readonly signal: string | null;
}

export interface RunningProgram {
  /** Of the process that holds it and all its children; undefined where that is not on this machine. */
  readonly pid: number | undefined;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Resolves when it has ended; its children may still be there. Rejects where it could not be started. */
  readonly exited: Promise<ProgramEnd>;
  /** Resolves when nothing can write to its outputs any more. */
  readonly closed: Promise<void>;
  /** Asks it to stop, as Ctrl+C in its terminal does. */
  interrupt(signal: "SIGINT" | "SIGTERM"): void;
  /** Ends it with all its children at once. */
  kill(): void;
  /** It is over, and nothing is left to be ended. */
  forget(): void;
}

/** Starts it as a process group of this machine. */
export function startHere(command: Command, registryFolder: string): RunningProgram {
  const child = startGroup(command, registryFolder);
  const { pid, stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error("the outputs are not piped");
  return {
    pid,
    stdout,
    stderr,
    exited: new Promise((resolve, reject) => {
      child.once("exit", (code, signal) => resolve({ code, signal }));
      child.once("error", reject);
    }),
    closed: new Promise((resolve) => child.once("close", () => resolve())),
    interrupt: (signal) => interruptGroup(child, signal),
    kill: () => {
      if (pid !== undefined) killGroup(pid);
    },
    forget: () => {
      if (pid !== undefined) forgetGroup(pid, registryFolder);
    },
  };
}
