/** Whether this machine is quick enough for a deadline to say something about a program. */
import { spawn } from "node:child_process";
import { GraderError } from "../run/grader-error.ts";
import { MACHINE_BOUNDS } from "./deadlines.ts";

/** A machine that is slow: what a deadline was meant for may still come. */
export interface Slowness {
  /** Where it is so slow that nobody can tell, however long one waits. Names the figures. */
  readonly error?: GraderError;
}

/**
 * To be asked when a deadline has expired: measures how long a process that does nothing takes.
 * @param eventLoopDelayMs the longest that was seen during the wait
 * @returns undefined where the machine is as quick as a deadline takes for granted
 */
export async function slownessOfMachine(eventLoopDelayMs: number, signal: AbortSignal): Promise<Slowness | undefined> {
  const { slow, tooSlow } = MACHINE_BOUNDS;
  if (eventLoopDelayMs > tooSlow.eventLoopDelayMs)
    return { error: tooSlowFor("event loop delay", eventLoopDelayMs, tooSlow.eventLoopDelayMs) };
  const tookMs = await timeProcessStart(signal);
  if (tookMs > tooSlow.processStartMs)
    return { error: tooSlowFor("start of an empty process", tookMs, tooSlow.processStartMs) };
  return eventLoopDelayMs > slow.eventLoopDelayMs || tookMs > slow.processStartMs ? {} : undefined;
}

function tooSlowFor(what: string, measuredMs: number, boundMs: number): GraderError {
  const figures = `${what} ${Math.round(measuredMs)} ms > ${boundMs} ms`;
  return new GraderError({
    en: `This machine is too busy to judge by deadlines (${figures}). Close other programs, or grade fewer submissions at once.`,
    "zh-CN": `这台机器太忙，无法按时限评判（${figures}）。请关闭其他程序，或减少同时评分的数量。`,
  });
}

/** Milliseconds from spawn to end; infinite where the process can't be started or doesn't end in time. */
function timeProcessStart(signal: AbortSignal): Promise<number> {
  const startedAt = performance.now();
  return new Promise((resolve) => {
    const timeout = AbortSignal.timeout(MACHINE_BOUNDS.tooSlow.processStartMs + 1000);
    const child = spawn(process.execPath, ["-e", "0"], {
      stdio: "ignore",
      env: {},
      signal: AbortSignal.any([signal, timeout]),
    });
    child.once("error", () => resolve(Number.POSITIVE_INFINITY));
    child.once("exit", (code) => resolve(code === 0 ? performance.now() - startedAt : Number.POSITIVE_INFINITY));
  });
}
