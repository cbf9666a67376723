/** Waiting: conditions that are asked again whenever something was seen, with a deadline each. */
import { monitorEventLoopDelay } from "node:perf_hooks";
import { verbatim, type Text } from "../text.ts";
import { DEADLINES } from "./deadlines.ts";
import { slownessOfMachine } from "./machine.ts";

/** Ends a scenario early: what it waited for did not come. No error; the evidence says so. */
export class ScenarioStopped extends Error {
  override readonly name = "ScenarioStopped";
  readonly waitedFor: Text;
  readonly reason: "deadline" | "program-ended";
  readonly program: string | undefined;

  constructor(waitedFor: Text, reason: "deadline" | "program-ended", program?: string) {
    super(`waited for ${waitedFor.en} (${reason})`);
    this.waitedFor = waitedFor;
    this.reason = reason;
    this.program = program;
  }
}

const LOOK_AGAIN_MS = 250;

export interface Wait<T> {
  /** Asked after everything that is seen; undefined while it has not come. */
  readonly condition: () => T | undefined;
  readonly waitedFor: Text;
  readonly deadlineMs: number;
  readonly program?: string;
  /** Whether waiting has become pointless: the program has ended. */
  readonly hopeless?: () => boolean;
  /** Milliseconds that are left until the silence of the program ends the wait; undefined while silence doesn't count. */
  readonly silenceLeftMs?: () => number | undefined;
}

export interface WatchOptions {
  /** Says, when a deadline has expired, whether this machine was too slow for it. */
  readonly measure?: typeof slownessOfMachine;
  /** Added to every deadline: what we ourselves hold programs up. */
  readonly patienceMs?: number;
}

export class Watch {
  readonly #asked = new Set<() => void>();
  readonly #signal: AbortSignal;
  readonly #measure: typeof slownessOfMachine;
  readonly #patienceMs: number;

  constructor(signal: AbortSignal, options: WatchOptions = {}) {
    this.#signal = signal;
    this.#measure = options.measure ?? slownessOfMachine;
    this.#patienceMs = options.patienceMs ?? 0;
    signal.addEventListener("abort", () => this.notify(), { once: true });
  }

  /** To be called whenever something was seen. */
  notify(): void {
    for (const ask of Array.from(this.#asked)) ask();
  }

  /**
   * @throws ScenarioStopped at the deadline, or when it is hopeless
   * @throws GraderError where the machine was too slow, time and again, for the deadline to mean anything
   * @throws the signal's reason where the run is given up
   */
  async until<T>(asked: Wait<T>): Promise<T> {
    this.#signal.throwIfAborted();
    const already = asked.condition();
    if (already !== undefined) return already;
    // Who does not want to wait at all has no deadline to be prolonged.
    const wait = asked.deadlineMs === 0 ? asked : { ...asked, deadlineMs: asked.deadlineMs + this.#patienceMs };
    for (let left: number = DEADLINES.extensions; ; left -= 1) {
      const loopDelay = monitorEventLoopDelay({ resolution: 20 });
      loopDelay.enable();
      const outcome = await this.#outcome(wait).finally(() => loopDelay.disable());
      if (outcome.came) return outcome.value;
      this.#signal.throwIfAborted();
      const stopped = new ScenarioStopped(wait.waitedFor, outcome.reason, wait.program);
      if (outcome.reason === "program-ended") throw stopped;
      const slowness = await this.#measure(loopDelay.max / 1e6, this.#signal);
      if (slowness === undefined) throw stopped;
      // The deadline says nothing of the program: it gets the time again. In the end it has had several times as much, or nobody can tell.
      if (left === 0) throw slowness.error ?? stopped;
    }
  }

  /** Lets time pass, or less of it where the condition comes true. */
  async pause(milliseconds: number, over: () => boolean): Promise<void> {
    this.#signal.throwIfAborted();
    await this.#outcome({ condition: () => over() || undefined, waitedFor: verbatim(""), deadlineMs: milliseconds });
    this.#signal.throwIfAborted();
  }

  #outcome<T>(
    wait: Wait<T>,
  ): Promise<
    { readonly came: true; readonly value: T } | { readonly came: false; readonly reason: "deadline" | "program-ended" }
  > {
    return new Promise((resolve, reject) => {
      const endAt = performance.now() + wait.deadlineMs;
      let timer: NodeJS.Timeout | undefined;
      const settle = (act: () => void): void => {
        clearTimeout(timer);
        this.#asked.delete(ask);
        act();
      };
      const ask = (): void => {
        try {
          const value = wait.condition();
          if (value !== undefined) return settle(() => resolve({ came: true, value }));
          if (this.#signal.aborted) return settle(() => resolve({ came: false, reason: "deadline" }));
          if (wait.hopeless?.() === true) return settle(() => resolve({ came: false, reason: "program-ended" }));
        } catch (error) {
          settle(() => reject(error));
        }
      };
      const tick = (): void => {
        const leftMs = Math.min(endAt - performance.now(), wait.silenceLeftMs?.() ?? Number.POSITIVE_INFINITY);
        if (leftMs <= 0) return settle(() => resolve({ came: false, reason: "deadline" }));
        // Silence may begin, or be broken, at any time: look again now and then.
        timer = setTimeout(tick, Math.min(leftMs, LOOK_AGAIN_MS));
      };
      this.#asked.add(ask);
      tick();
      ask();
    });
  }
}
