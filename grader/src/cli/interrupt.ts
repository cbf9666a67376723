/** Ctrl+C and its relatives: tells whoever is at work to stop and tidy up, and makes sure that the process ends. */
import { constants } from "node:os";

export interface Interrupt {
  /** Aborted by the first signal. */
  readonly signal: AbortSignal;
  /** What a shell expects of a process that was interrupted (130 for Ctrl+C); undefined while it was not. */
  readonly exitCode: number | undefined;
  /** Ctrl+C typed in raw mode arrives as a key, not as a signal. */
  raise(name: "SIGINT"): void;
}

/** Long enough to end programs in good order and to close a broker. */
const TIDY_UP_DEADLINE_MS = 6000;

export function listenForInterrupt(beforeExit: () => void): Interrupt {
  const controller = new AbortController();
  let exitCode: number | undefined;

  // A terminal's Ctrl+C may arrive several times (from it, from npm, from run.mjs): only the first one counts.
  function raise(name: "SIGINT" | "SIGTERM" | "SIGHUP"): void {
    if (exitCode !== undefined) return;
    exitCode = 128 + constants.signals[name];
    const code = exitCode;
    setTimeout(() => {
      beforeExit();
      process.exit(code);
    }, TIDY_UP_DEADLINE_MS).unref();
    controller.abort(new Error(name));
  }

  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, () => raise(name));
  // run.mjs is gone, however it ended: nobody is left to see the result.
  if (process.connected) {
    process.on("disconnect", () => raise("SIGTERM"));
    process.channel?.unref();
  }
  return {
    signal: controller.signal,
    get exitCode() {
      return exitCode;
    },
    raise,
  };
}
