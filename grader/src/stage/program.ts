/** One started program: its process, its tap, its output and its end. */
import type { ChildProcess } from "node:child_process";
import type { Readable } from "node:stream";
import type { MethodName } from "broker-lite/wire";
import type { MethodEvent, ProgramExit, ProgramRecord } from "../evidence/evidence.ts";
import type { EventLog } from "../tap/event-log.ts";
import type { Tap } from "../tap/tap.ts";
import type { Text } from "../text.ts";
import { DEADLINES } from "./deadlines.ts";
import { CappedOutput } from "./output.ts";
import { forgetGroup, interruptGroup, killGroup, startGroup, type Command } from "./process-group.ts";
import type { MethodWait, StageProgram, WaitOptions, WireFaults } from "./stage.ts";
import type { Watch } from "./watch.ts";

export interface StagedProgramOptions {
  readonly label: string;
  readonly name: string;
  readonly arguments: readonly string[];
  /** Asked for when the tap listens, so that the environment can name its port. */
  readonly command: () => Command;
  readonly tap: Tap;
  readonly log: EventLog;
  readonly watch: Watch;
  readonly registryFolder: string;
  /** Called when the scenario does something to the program. */
  readonly act: (name: string) => void;
}

export class StagedProgram implements StageProgram {
  readonly label: string;
  readonly name: string;
  readonly wire: WireFaults;
  /** Resolves when the program and its children have ended and all that they sent and wrote is recorded. */
  readonly ended: Promise<void>;
  readonly #options: StagedProgramOptions;
  readonly #launched: Promise<ChildProcess>;
  readonly #stdout = new CappedOutput();
  readonly #stderr = new CappedOutput();
  #startedAfterEvent = 0;
  #startedAtMs = 0;
  #lastOutputAtMs = 0;
  #exit: ProgramExit | undefined;
  #cause: ProgramExit["cause"] = "itself";
  #askedAtMs: number | undefined;

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
    return {
      label,
      name,
      arguments: this.#options.arguments,
      stdout: this.#stdout.text,
      stderr: this.#stderr.text,
      cutBytes: this.#stdout.cutBytes + this.#stderr.cutBytes,
      startedAfterEvent: this.#startedAfterEvent,
      ...(this.#exit === undefined ? {} : { exit: this.#exit }),
    };
  }

  async untilMethod<N extends MethodName>(name: N, options: MethodWait = {}): Promise<MethodEvent> {
    const { count = 1, direction, where } = options;
    const matches = (event: MethodEvent): boolean =>
      event.method.name === name && (direction ?? event.direction) === event.direction && (where?.(event) ?? true);
    const { events } = this.#options.log;
    let looked = 0;
    let found = 0;
    // Each event is looked at once, however often the condition is asked.
    const condition = (): MethodEvent | undefined => {
      for (; looked < events.length; looked += 1) {
        const event = events[looked];
        if (event?.kind !== "method" || event.program !== this.label || !matches(event)) continue;
        found += 1;
        if (found === count) return event;
      }
      return undefined;
    };
    return await this.#until(condition, options.waitedFor ?? methodText(this.label, name, direction, count), options);
  }

  async untilPrinted(text: string, options: WaitOptions = {}): Promise<void> {
    await this.#until(
      () => this.#stdout.text.includes(text) || undefined,
      { en: `'${this.label}' to print '${text}'`, "zh-CN": `'${this.label}' 打印 '${text}'` },
      options,
    );
  }

  async untilExit(options: WaitOptions = {}): Promise<ProgramExit> {
    const { watch } = this.#options;
    const deadlineMs = options.deadlineMs ?? DEADLINES.contractMs;
    try {
      return await watch.until({
        condition: () => this.#exit,
        waitedFor: { en: `'${this.label}' to end`, "zh-CN": `'${this.label}' 结束` },
        deadlineMs,
        program: this.label,
      });
    } catch (error) {
      if (!isStopped(error)) throw error;
      // It hangs: that is the evidence. The scenario goes on without it.
      return await this.#end("deadline", deadlineMs);
    }
  }

  async stop(signal: "SIGINT" | "SIGTERM" = "SIGINT"): Promise<ProgramExit> {
    if (this.#exit !== undefined) return this.#exit;
    const child = await this.#launched;
    await this.#untilSettled();
    if (this.#exit !== undefined) return this.#exit;
    this.#options.act(`${signal} to ${this.label}`);
    this.#cause = "stopped";
    this.#askedAtMs = this.#options.log.now();
    interruptGroup(child, signal);
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
      () =>
        this.#events().some((event) => event.method.name === "basic.consume-ok" || event.method.name === "basic.get") ||
        undefined,
      {
        en: `'${this.label}' to consume (basic.consume or basic.get)`,
        "zh-CN": `'${this.label}' 开始消费（basic.consume 或 basic.get）`,
      },
      options,
    );
  }

  /** Ends it without a trace in its record: the scenario is over. */
  async dispose(): Promise<void> {
    const child = await this.#launched;
    if (child.pid !== undefined && this.#exit === undefined) killGroup(child.pid);
    await this.ended;
  }

  async #end(cause: "killed" | "deadline", tookMs?: number): Promise<ProgramExit> {
    const child = await this.#launched;
    if (tookMs === undefined) this.#askedAtMs = this.#options.log.now();
    this.#cause = cause;
    if (child.pid !== undefined) killGroup(child.pid);
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

  async #untilSettled(): Promise<void> {
    const { log, watch } = this.#options;
    const answered = this.#events().findLast(
      (event) => event.direction === "to-program" && event.method.name.endsWith("-ok"),
    );
    const leftMs = (answered?.atMs ?? this.#startedAtMs) + DEADLINES.settleMs - log.now();
    if (leftMs > 0) await watch.pause(leftMs, () => this.#exit !== undefined);
  }

  /** Counts only once it has connected: before that it is starting. Silence before the wait is none of its time. */
  #silenceLeftMs(beganAtMs: number): number | undefined {
    const last = this.#options.log.events.findLast((event) => event.program === this.label);
    if (last === undefined) return undefined;
    return DEADLINES.silenceMs - (this.#options.log.now() - Math.max(last.atMs, this.#lastOutputAtMs, beganAtMs));
  }

  #events(): readonly MethodEvent[] {
    return this.#options.log.events.filter(
      (event) => event.kind === "method" && event.program === this.label,
    ) as MethodEvent[];
  }

  async #launch(): Promise<ChildProcess> {
    const { tap, command, registryFolder, log } = this.#options;
    await tap.listen();
    this.#startedAfterEvent = log.last;
    this.#startedAtMs = log.now();
    const child = startGroup(command(), registryFolder);
    this.#capture(child.stdout, this.#stdout);
    this.#capture(child.stderr, this.#stderr);
    return child;
  }

  #capture(stream: Readable | null, output: CappedOutput): void {
    const { watch, log } = this.#options;
    stream?.on("data", (chunk: Buffer) => {
      output.add(chunk);
      this.#lastOutputAtMs = log.now();
      watch.notify();
    });
  }

  async #follow(): Promise<void> {
    const { log, tap, watch, registryFolder } = this.#options;
    const child = await this.#launched;
    const { pid } = child;
    const closed = new Promise<void>((resolve) => child.once("close", () => resolve()));
    const [code, signal] = await new Promise<[number | null, string | null]>((resolve, reject) => {
      child.once("exit", (exitCode, exitSignal) => resolve([exitCode, exitSignal]));
      child.once("error", reject);
    });
    const cause = this.#cause;
    const tookMs = Math.round(log.now() - (this.#askedAtMs ?? this.#startedAtMs));
    if (pid !== undefined) {
      // Children that it left behind are its own; they end with it.
      killGroup(pid);
      await within(DEADLINES.drainMs, Promise.all([closed, tap.drained()]));
      forgetGroup(pid, registryFolder);
    }
    child.stdout?.destroy();
    child.stderr?.destroy();
    this.#exit = { code, signal, cause, afterEvent: log.last, tookMs };
    watch.notify();
  }
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
