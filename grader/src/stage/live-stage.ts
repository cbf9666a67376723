/** The stage of one scenario: starts programs with their taps, and gathers what was seen into evidence. */
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import type { BrokerAddress } from "../backends/backend.ts";
import type { SubmissionLimits } from "../sandbox/limits.ts";
import { LAUNCHER_OVERHEAD, type SandboxPlan } from "../sandbox/plan.ts";
import { startIn } from "../sandbox/start.ts";
import type { Act, Evidence, LimitName, QueueObservation, Stopped } from "../evidence/evidence.ts";
import type { PreparedSubmission } from "../submission/submission.ts";
import { EventLog } from "../tap/event-log.ts";
import { Tap } from "../tap/tap.ts";
import type { Text } from "../text.ts";
import { LiveClient } from "./client.ts";
import { DEADLINES, FRAMES_OF_PATIENCE } from "./deadlines.ts";
import { cleanEnvironment, SANDBOX_ENVIRONMENT } from "./environment.ts";
import type { Command } from "./process-group.ts";
import { StagedProgram } from "./program.ts";
import { seededRandom } from "./random.ts";
import type { Random, Stage, StageProgram, StartOptions, WaitOptions } from "./stage.ts";
import { type ScenarioStopped, Watch } from "./watch.ts";
import { NO_OVERHEAD } from "./watchdog.ts";

/** A program that the scenario wanted to start can't be: it is missing or doesn't compile. No evidence comes of that. */
export class ProgramNotRunnable extends Error {
  override readonly name = "ProgramNotRunnable";
  readonly program: string;

  constructor(program: string) {
    super(`there is no program '${program}' to start`);
    this.program = program;
  }
}

export interface LiveStageOptions {
  readonly scenario: string;
  readonly submission: PreparedSubmission;
  readonly address: BrokerAddress;
  readonly seed: number;
  /** Names that make the random values this scenario's own. */
  readonly lesson: string;
  /** Folder of the run; everything below it is removed with it. */
  readonly workFolder: string;
  readonly registryFolder: string;
  /** Taps delay every frame by up to this much; 0 for not at all. */
  readonly delayMaximumMs: number;
  readonly sandbox: SandboxPlan;
  readonly limits: SubmissionLimits;
  readonly restart: () => Promise<void>;
  readonly signal: AbortSignal;
}

/** Nothing ever listens on this port (tcpmux), so a connection to it is refused at once. */
const CLOSED_PORT = 1;

export class LiveStage implements Stage {
  readonly random: Random;
  readonly client: LiveClient;
  readonly #options: LiveStageOptions;
  readonly #log = new EventLog();
  readonly #watch: Watch;
  readonly #programs: { readonly program: StagedProgram; readonly tap: Tap }[] = [];
  readonly #queues: QueueObservation[] = [];
  readonly #acts: Act[] = [];
  readonly #notes: Record<string, unknown> = {};
  readonly #folder: string;
  #exceeded: LimitName | undefined;

  private constructor(options: LiveStageOptions, folder: string) {
    const { seed, lesson, scenario, signal, address } = options;
    this.#options = options;
    this.#folder = folder;
    this.random = seededRandom(seed, lesson, scenario);
    this.#watch = new Watch(signal, { patienceMs: FRAMES_OF_PATIENCE.deadline * options.delayMaximumMs });
    this.#log.listen(() => this.#watch.notify());
    this.#log.whenFull(() => this.#act("connections cut: too many frames"));
    this.client = new LiveClient({
      address,
      watch: this.#watch,
      observe: (observation) => this.#queues.push({ ...observation, afterEvent: this.#log.last }),
    });
  }

  /** A stage with a private folder, HOME and TMPDIR of the programs, that `close` removes. */
  static async open(options: LiveStageOptions): Promise<LiveStage> {
    return new LiveStage(options, await mkdtemp(join(options.workFolder, "scenario-")));
  }

  start(program: string, options: StartOptions = {}): StageProgram {
    return this.#start(program, options);
  }

  async run(program: string, options: StartOptions = {}): Promise<StageProgram> {
    const started = this.#start(program, options);
    await started.untilExit();
    return started;
  }

  async startReady(program: string, options: StartOptions = {}): Promise<StageProgram> {
    const started = this.#start(program, options);
    await started.untilReady();
    return started;
  }

  async restartBroker(): Promise<void> {
    await this.client.close();
    this.#act("broker restarts");
    await this.#options.restart();
    this.#act("broker restarted");
  }

  async until(condition: () => boolean, waitedFor: Text, options: WaitOptions = {}): Promise<void> {
    await this.#watch.until({
      condition: () => condition() || undefined,
      waitedFor,
      deadlineMs: options.deadlineMs ?? DEADLINES.waitMs,
    });
  }

  /** All of the submission's programs together went over a limit: those that run are ended, and those that are still to be started at once. */
  exceed(limit: LimitName): void {
    this.#exceeded = limit;
    for (const { program } of this.#programs) program.exceed(limit);
  }

  note(name: string, value: unknown): void {
    this.#notes[name] = value;
  }

  /** What has been seen, frozen. Programs that still run are recorded as such. */
  evidence(stop?: ScenarioStopped): Evidence {
    this.#log.close();
    const shown = this.#shownLabels();
    const rename = (label: string): string => shown.get(label) ?? label;
    return deepFreeze({
      scenario: this.#options.scenario,
      events: this.#log.events.map((event) => ({ ...event, program: rename(event.program) })),
      programs: this.#programs.map(({ program }) => ({ ...program.record(), label: rename(program.label) })),
      queues: [...this.#queues],
      acts: this.#acts.map((act) => ({ ...act, name: renameIn(act.name, shown) })),
      notes: { ...this.#notes },
      ...(stop === undefined ? {} : { stopped: stoppedOf(stop, this.#log.last, shown) }),
    });
  }

  /** Ends every program with its children, and removes their folder. */
  async close(): Promise<void> {
    this.#log.close();
    await Promise.all(
      this.#programs.map(async ({ program, tap }) => {
        await program.dispose();
        await tap.close();
      }),
    );
    await this.client.close();
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  }

  #start(name: string, options: StartOptions): StagedProgram {
    const { submission, address, registryFolder, seed, lesson, scenario, delayMaximumMs, sandbox, limits } =
      this.#options;
    this.#options.signal.throwIfAborted();
    const runnable = submission.programs[name];
    if (runnable === undefined) throw new ProgramNotRunnable(name);
    const label = this.#label(name);
    const given = options.arguments ?? [];
    // Of its own, so that how programs race changes no value of the scenario.
    const delays = seededRandom(seed, lesson, scenario, label);
    const tap = new Tap({
      program: label,
      address,
      log: this.#log,
      random: () => delays.fraction(),
      maximumBytes: limits.amqpMiB * 2 ** 20,
      flooded: () => program.exceed("amqpMiB"),
    });
    if (delayMaximumMs > 0) tap.faults.delay(delayMaximumMs);
    const own =
      sandbox.level === "none" ? cleanEnvironment(join(this.#folder, label.replace(" ", "-"))) : SANDBOX_ENVIRONMENT;
    const command = (): Command => ({
      file: runnable.command,
      arguments: [...runnable.arguments, ...given],
      folder: runnable.folder,
      environment: {
        ...own,
        ...options.environment,
        AMQP_URL:
          options.brokerUnreachable === true ? tap.url.replace(/:\d+\/(?=[^/]*$)/u, `:${CLOSED_PORT}/`) : tap.url,
      },
    });
    const program: StagedProgram = new StagedProgram({
      label,
      name,
      arguments: given,
      start: () =>
        startIn(sandbox, {
          tap,
          command,
          submission: submission.folder,
          registryFolder,
          outOfMemory: () => program.exceed("memoryMiB"),
        }),
      limits,
      overhead: sandbox.level === "none" ? NO_OVERHEAD : LAUNCHER_OVERHEAD,
      shownFolders: submission.shownFolders,
      tap,
      delayMaximumMs,
      log: this.#log,
      watch: this.#watch,
      act: (act) => this.#act(act),
    });
    if (this.#exceeded !== undefined) program.exceed(this.#exceeded);
    this.#programs.push({ program, tap });
    return program;
  }

  /** `worker 1`, `worker 2`, … */
  #label(name: string): string {
    const earlier = this.#programs.filter(({ program }) => program.name === name).length;
    return `${name} ${earlier + 1}`;
  }

  /** Where a program was started only once, its label needs no number. */
  #shownLabels(): ReadonlyMap<string, string> {
    const labels = this.#programs.map(({ program }) => program);
    const single = labels.filter(({ name }) => labels.filter((other) => other.name === name).length === 1);
    return new Map(single.map(({ label, name }) => [label, name]));
  }

  #act(name: string): void {
    this.#acts.push({ name, afterEvent: this.#log.last });
  }
}

function stoppedOf(stop: ScenarioStopped, afterEvent: number, shown: ReadonlyMap<string, string>): Stopped {
  const { reason, program } = stop;
  const waitedFor = { en: renameIn(stop.waitedFor.en, shown), "zh-CN": renameIn(stop.waitedFor["zh-CN"], shown) };
  return {
    waitedFor,
    reason,
    afterEvent,
    ...(program === undefined ? {} : { program: shown.get(program) ?? program }),
  };
}

function renameIn(text: string, shown: ReadonlyMap<string, string>): string {
  let renamed = text;
  for (const [label, name] of shown) renamed = renamed.replaceAll(label, name);
  return renamed;
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value) || ArrayBuffer.isView(value)) return value;
  Object.freeze(value);
  for (const part of Object.values(value)) deepFreeze(part);
  return value;
}
