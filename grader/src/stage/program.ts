/** One started program: its process, its tap, its output and its end. */
import type { Readable } from "node:stream";
import type { MethodName } from "broker-lite/wire";
import type { LimitName, MethodEvent, ProgramExit, ProgramRecord, Rest } from "../evidence/evidence.ts";
import type { SubmissionLimits } from "../sandbox/limits.ts";
import type { EventLog } from "../tap/event-log.ts";
import type { Tap } from "../tap/tap.ts";
import type { Text } from "../text.ts";
import { isIdle } from "./idle.ts";
import { DEADLINES, FRAMES_OF_PATIENCE } from "./deadlines.ts";
import { CappedOutput } from "./output.ts";
import { watchRests } from "./rests.ts";
import type { RunningProgram } from "./running-program.ts";
import { untilSettled } from "./settling.ts";
import type { ExitWait, MethodWait, StageProgram, WaitOptions, WireFaults } from "./stage.ts";
import type { Watch } from "./watch.ts";
import { watchUsage, type Usage } from "./watchdog.ts";

export interface StagedProgramOptions {
  readonly label: string;
  readonly name: string;
  readonly arguments: readonly string[];
  /** Makes the tap listen where the program can reach it, and starts the program. */
  readonly start: () => Promise<RunningProgram>;
  readonly limits: SubmissionLimits;
  /** What it runs in takes as much itself. */
  readonly overhead: Usage;
  /** Folders that it may name in what it prints, and what a person knows them as. */
  readonly shownFolders: readonly (readonly [seen: string, shown: string])[];
  readonly tap: Tap;
  /** The tap delays each frame by up to this much; 0 for not at all. */
  readonly delayMaximumMs: number;
  readonly log: EventLog;
  readonly watch: Watch;
  /** Called when the scenario does something to the program. */
  readonly act: (name: string) => void;
}

/** Whether it has come to rest meanwhile is looked at again after this. */
const LOOK_AGAIN_MS = 50;

export class StagedProgram implements StageProgram {
  readonly label: string;
  readonly name: string;
  readonly wire: WireFaults;
  /** Resolves when the program and its children have ended and all that they sent and wrote is recorded. */
  readonly ended: Promise<void>;
  readonly #options: StagedProgramOptions;
  readonly #launched: Promise<RunningProgram>;
  readonly #stdout = new CappedOutput();
  readonly #stderr = new CappedOutput();
  #pid: number | undefined;
  #startedAfterEvent = 0;
  #startedAtMs = 0;
  #lastOutputAtMs = 0;
  #exit: ProgramExit | undefined;
  #cause: ProgramExit["cause"] = "itself";
  #askedAtMs: number | undefined;
  #printedBytes = 0;
  #limit: LimitName | undefined;
  #rests: (() => readonly Rest[] | undefined) | undefined;

  constructor(options: StagedProgramOptions) {
    this.label = options.label;
    this.name = options.name;
    this.wire = options.tap.faults;
    this.#options = options;
    this.#launched = this.#launch();
    this.ended = this.#follow();
    // A program that can't be started is the grader's failure; whoever waits for it hears of it.
    this.ended.catch(() => this.#options.watch.notify());
  }

  record(): ProgramRecord {
    const { label, name } = this.#options;
    const rests = this.#rests?.();
    return {
      label,
      name,
      arguments: this.#options.arguments,
      stdout: this.#shown(this.#stdout.text),
      stderr: this.#shown(this.#stderr.text),
      cutBytes: this.#stdout.cutBytes + this.#stderr.cutBytes,
      startedAfterEvent: this.#startedAfterEvent,
      ...(this.#exit === undefined ? {} : { exit: this.#exit }),
      ...(this.#limit === undefined ? {} : { limit: this.#limit }),
      ...(rests === undefined ? {} : { rests }),
    };
  }

  /** Ends it for going over a limit, as if it had ended itself. */
  exceed(limit: LimitName): void {
    if (this.#exit !== undefined || this.#limit !== undefined) return;
    this.#limit = limit;
    // Where it could not be started there is nothing to end.
    void this.#launched.then((running) => running.kill()).catch(() => undefined);
  }

  async untilMethod<N extends MethodName>(name: N, options: MethodWait = {}): Promise<MethodEvent> {
    const { count = 1, direction, where } = options;
    const matches = (event: MethodEvent): boolean =>
      event.method.name === name && (direction ?? event.direction) === event.direction && (where?.(event) ?? true);
    return await this.#until(
      this.#nthMethod(count, matches),
      options.waitedFor ?? methodText(this.label, name, direction, count),
      options,
    );
  }

  async untilPrinted(text: string, options: WaitOptions = {}): Promise<void> {
    await this.#until(
      () => this.#stdout.text.includes(text) || undefined,
      { en: `'${this.label}' to print '${text}'`, "zh-CN": `'${this.label}' 打印 '${text}'` },
      options,
    );
  }

  async untilExit(options: ExitWait = {}): Promise<ProgramExit> {
    const { watch, log } = this.#options;
    const { deadlineMs = DEADLINES.contractMs, silentMs } = options;
    const beganAtMs = log.now();
    try {
      return await watch.until({
        condition: () => this.#exit,
        waitedFor: { en: `'${this.label}' to end`, "zh-CN": `'${this.label}' 结束` },
        deadlineMs,
        program: this.label,
        ...(silentMs === undefined ? {} : { silenceLeftMs: () => this.#silenceLeftMs(beganAtMs, silentMs) }),
      });
    } catch (error) {
      if (!isStopped(error)) throw error;
      // It hangs: that is the evidence. The scenario goes on without it.
      return await this.#end("deadline", Math.round(log.now() - beganAtMs));
    }
  }

  async stop(signal: "SIGINT" | "SIGTERM" = "SIGINT"): Promise<ProgramExit> {
    if (this.#exit !== undefined) return this.#exit;
    const running = await this.#launched;
    const { label, log, watch, delayMaximumMs } = this.#options;
    await untilSettled({
      label,
      pid: running.pid,
      startedAtMs: this.#startedAtMs,
      delayMaximumMs,
      log,
      watch,
      ended: () => this.#exit !== undefined,
    });
    if (this.#exit !== undefined) return this.#exit;
    this.#options.act(`${signal} to ${this.label}`);
    this.#cause = "stopped";
    this.#askedAtMs = this.#options.log.now();
    running.interrupt(signal);
    return await this.untilExit();
  }

  async kill(): Promise<ProgramExit> {
    if (this.#exit !== undefined) return this.#exit;
    this.#options.act(`SIGKILL to ${this.label}`);
    return await this.#end("killed");
  }

  /** Consumes, or has first asked with basic.get. */
  async untilReady(options: WaitOptions = {}): Promise<void> {
    await this.#until(
      this.#nthMethod(1, ({ method }) => method.name === "basic.consume-ok" || method.name === "basic.get"),
      {
        en: `'${this.label}' to consume (basic.consume or basic.get)`,
        "zh-CN": `'${this.label}' 开始消费（basic.consume 或 basic.get）`,
      },
      options,
    );
  }

  /** Ends it without a trace in its record: the scenario is over. */
  async dispose(): Promise<void> {
    const running = await this.#launched;
    if (this.#exit === undefined) running.kill();
    await this.ended;
  }

  async #end(cause: "killed" | "deadline", tookMs?: number): Promise<ProgramExit> {
    const running = await this.#launched;
    if (tookMs === undefined) this.#askedAtMs = this.#options.log.now();
    this.#cause = cause;
    running.kill();
    await this.ended;
    if (this.#exit === undefined) throw new Error(`'${this.label}' was killed and has not ended`);
    return this.#exit;
  }

  #until<T>(condition: () => T | undefined, waitedFor: Text, options: WaitOptions): Promise<T> {
    const beganAtMs = this.#options.log.now();
    return this.#options.watch.until({
      condition,
      waitedFor,
      deadlineMs: options.deadlineMs ?? DEADLINES.waitMs,
      program: this.label,
      hopeless: () => this.#exit !== undefined,
      // A scenario that gives a deadline of its own knows better how long the program may be silent.
      ...(options.deadlineMs === undefined ? { silenceLeftMs: () => this.#silenceLeftMs(beganAtMs) } : {}),
    });
  }

  /** Counts only once it has connected: before that it is starting. Silence before the wait is none of its time. */
  #silenceLeftMs(beganAtMs: number, silentMs: number = DEADLINES.silenceMs): number | undefined {
    const last = this.#options.log.events.findLast((event) => event.program === this.label);
    if (last === undefined) return undefined;
    const patienceMs = FRAMES_OF_PATIENCE.silence * this.#options.delayMaximumMs;
    const leftMs =
      silentMs + patienceMs - (this.#options.log.now() - Math.max(last.atMs, this.#lastOutputAtMs, beganAtMs));
    // Silent for want of a processor, or because it computes: the wait's own deadline bounds that.
    return leftMs <= 0 && !isIdle(this.#pid) ? LOOK_AGAIN_MS : leftMs;
  }

  /** A condition that looks at each event once, however often it is asked. */
  #nthMethod(count: number, matches: (event: MethodEvent) => boolean): () => MethodEvent | undefined {
    const { events } = this.#options.log;
    let looked = 0;
    let found = 0;
    return () => {
      for (; looked < events.length; looked += 1) {
        const event = events[looked];
        if (event?.kind !== "method" || event.program !== this.label || !matches(event)) continue;
        found += 1;
        if (found === count) return event;
      }
      return undefined;
    };
  }

  async #launch(): Promise<RunningProgram> {
    const { start, log, limits, overhead } = this.#options;
    this.#startedAfterEvent = log.last;
    const running = await start();
    this.#pid = running.pid;
    this.#startedAtMs = log.now();
    this.#capture(running.stdout, this.#stdout);
    this.#capture(running.stderr, this.#stderr);
    const unwatch = watchUsage({ pid: running.pid, limits, overhead, over: (limit) => this.exceed(limit) });
    const { label } = this;
    const rests = watchRests({ events: log.events, label, now: () => log.now() }, running.pid);
    this.#rests = rests.all;
    const over = (): void => {
      unwatch();
      rests.end();
    };
    running.exited.then(over, over);
    return running;
  }

  #capture(stream: Readable, output: CappedOutput): void {
    const { watch, log, limits } = this.#options;
    stream.on("data", (chunk: Buffer) => {
      output.add(chunk);
      this.#printedBytes += chunk.length;
      this.#lastOutputAtMs = log.now();
      if (this.#printedBytes > limits.outputMiB * 2 ** 20) this.exceed("outputMiB");
      watch.notify();
    });
  }

  async #follow(): Promise<void> {
    const { log, tap, watch } = this.#options;
    const running = await this.#launched;
    const { code, signal } = await running.exited;
    const cause = this.#cause;
    const tookMs = Math.round(log.now() - (this.#askedAtMs ?? this.#startedAtMs));
    // Children that it left behind are its own; they end with it.
    running.kill();
    await within(DEADLINES.drainMs, Promise.all([running.closed, tap.drained()]));
    running.forget();
    running.stdout.destroy();
    running.stderr.destroy();
    this.#limit ??= limitBehind(signal);
    this.#exit = { code, signal, cause, afterEvent: log.last, tookMs };
    watch.notify();
  }

  #shown(output: string): string {
    let text = output;
    for (const [seen, shown] of this.#options.shownFolders) text = text.replaceAll(seen, shown);
    return text;
  }
}

/** Signals with which the system ends a program that goes over a limit of its own. */
function limitBehind(signal: string | null): LimitName | undefined {
  if (signal === "SIGXCPU") return "cpuSeconds";
  return signal === "SIGXFSZ" ? "fileMiB" : undefined;
}

function isStopped(error: unknown): boolean {
  return error instanceof Error && error.name === "ScenarioStopped";
}

function methodText(label: string, name: string, direction: string | undefined, count: number): Text {
  const times = count === 1 ? { en: "", zh: "" } : { en: ` ${count} times`, zh: ` ${count} 次` };
  if (direction === "to-program")
    return { en: `'${label}' to be sent ${name}${times.en}`, "zh-CN": `'${label}' 收到 ${name}${times.zh}` };
  return { en: `${name} of '${label}'${times.en}`, "zh-CN": `'${label}' 的 ${name}${times.zh}` };
}

async function within(milliseconds: number, promise: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => (timer = setTimeout(resolve, milliseconds)));
  await Promise.race([promise, over]);
  clearTimeout(timer);
}
