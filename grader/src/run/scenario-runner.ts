/** Runs scenarios on live stages, each once for each submission: a vhost of its own, at most so many side by side. */
import type { Backend, Vhost } from "../backends/backend.ts";
import { RestartBarrier, type BarrierPlace } from "../backends/restart-barrier.ts";
import { declaredExchanges, declaredQueues } from "../evidence/topology.ts";
import type { Evidence } from "../evidence/evidence.ts";
import type { Lesson } from "../lesson.ts";
import { DEADLINES, FRAMES_OF_PATIENCE } from "../stage/deadlines.ts";
import { LiveStage, ProgramNotRunnable } from "../stage/live-stage.ts";
import type { Stage } from "../stage/stage.ts";
import { ScenarioStopped } from "../stage/watch.ts";
import type { PreparedSubmission } from "../submission/submission.ts";
import type { Text } from "../text.ts";
import type { GradingContext } from "./context.ts";
import type { ScenarioOptions } from "./define.ts";
import { GraderError } from "./grader-error.ts";
import { Limiter } from "./limiter.ts";
import { SubmissionClock } from "./submission-clock.ts";
import { TimeLimit } from "./time-limit.ts";

export interface DefinedScenario {
  readonly name: string;
  readonly title: Text;
  readonly act: (stage: Stage) => Promise<void>;
  readonly options: ScenarioOptions;
}

/** What running a scenario came to. Where it throws instead, the failure is ours. */
export type ScenarioResult =
  | { readonly kind: "evidence"; readonly evidence: Evidence }
  | { readonly kind: "not-runnable"; readonly because: Text }
  | { readonly kind: "skipped"; readonly because: Text };

export class ScenarioRunner {
  readonly #context: GradingContext;
  readonly #lesson: Lesson;
  readonly #backend: Backend;
  readonly #limiter: Limiter;
  /** Which vhost asked is of no matter where one broker serves them all. */
  readonly #barrier: RestartBarrier;
  #asking: Vhost | undefined;
  readonly #clocks = new Map<PreparedSubmission, SubmissionClock>();

  constructor(context: GradingContext, lesson: Lesson, backend: Backend) {
    this.#context = context;
    this.#lesson = lesson;
    this.#backend = backend;
    this.#limiter = new Limiter(Math.max(1, Math.min(context.concurrency, backend.capabilities.vhosts)));
    this.#barrier = new RestartBarrier(async () => {
      if (this.#asking !== undefined) await this.#backend.restart(this.#asking);
    });
  }

  /**
   * @param started called when a place is free and the scenario begins
   * @throws GraderError, or whatever of ours failed
   */
  async run(
    scenario: DefinedScenario,
    submission: PreparedSubmission,
    signal: AbortSignal,
    started: () => void,
  ): Promise<ScenarioResult> {
    const { restart } = this.#backend.capabilities;
    const restarts = scenario.options.restartsBroker === true;
    if (restarts && restart === "none") {
      return {
        kind: "skipped",
        because: {
          en: `needs a restart of the broker, and ${this.#backend.describe()} at this URL is not ours to restart`,
          "zh-CN": `需要重启 broker，而这个 URL 上的 ${this.#backend.describe()} 不归我们重启`,
        },
      };
    }
    // Who waits to be let in, or for a restart, takes no place from those who could run meanwhile.
    const place = restart === "shared" ? await this.#barrier.enter({ restarts }) : undefined;
    try {
      return await this.#limiter.run(async (turn) => {
        signal.throwIfAborted();
        started();
        const restarting = (vhost: Vhost): Promise<void> => turn.away(() => this.#restart(vhost, place));
        return await this.#inVhost(scenario, submission, signal, restarting);
      });
    } finally {
      place?.leave();
    }
  }

  async #inVhost(
    scenario: DefinedScenario,
    submission: PreparedSubmission,
    signal: AbortSignal,
    restart: (vhost: Vhost) => Promise<void>,
  ): Promise<ScenarioResult> {
    const vhost = await this.#backend.createVhost({
      restarts: scenario.options.restartsBroker === true,
      ...wellKnown(this.#lesson),
    });
    let declared: Vhost["leftovers"] = { queues: [], exchanges: [] };
    try {
      const result = await this.#onStage(scenario, submission, signal, vhost, restart);
      if (result.kind === "evidence") declared = declaredNames(result.evidence);
      return result;
    } finally {
      await this.#backend.deleteVhost(vhost, declared);
    }
  }

  async #onStage(
    scenario: DefinedScenario,
    submission: PreparedSubmission,
    signal: AbortSignal,
    vhost: Vhost,
    restart: (vhost: Vhost) => Promise<void>,
  ): Promise<ScenarioResult> {
    const patienceMs = FRAMES_OF_PATIENCE.scenario * this.#context.delayMaximumMs;
    const limit = new TimeLimit(DEADLINES.scenarioMs + patienceMs);
    const { seed, workFolder, registryFolder, delayMaximumMs, sandbox, limits } = this.#context;
    const clock = this.#clockOf(submission);
    const stage = await LiveStage.open({
      scenario: scenario.name,
      submission,
      address: vhost.address,
      seed,
      lesson: this.#lesson.folder,
      workFolder,
      registryFolder,
      delayMaximumMs,
      sandbox,
      limits,
      // Others may need long to come to where they want it, too.
      restart: () => limit.outside(() => restart(vhost)),
      signal: AbortSignal.any([signal, limit.signal]),
    });
    clock.enter(stage);
    try {
      await scenario.act(stage);
      return { kind: "evidence", evidence: stage.evidence() };
    } catch (error) {
      if (error instanceof ScenarioStopped) return { kind: "evidence", evidence: stage.evidence(error) };
      if (error instanceof ProgramNotRunnable)
        return { kind: "not-runnable", because: notRunnableText(submission, error.program) };
      if (limit.signal.aborted && !signal.aborted) throw tooLong(scenario.name);
      throw error;
    } finally {
      limit.end();
      clock.leave(stage);
      await stage.close();
    }
  }

  #clockOf(submission: PreparedSubmission): SubmissionClock {
    const clock = this.#clocks.get(submission) ?? new SubmissionClock(this.#context.limits.submissionSeconds);
    this.#clocks.set(submission, clock);
    return clock;
  }

  async #restart(vhost: Vhost, place: BarrierPlace | undefined): Promise<void> {
    this.#asking = vhost;
    await (place === undefined ? this.#backend.restart(vhost) : place.restart());
  }
}

function tooLong(scenario: string): GraderError {
  const seconds = DEADLINES.scenarioMs / 1000;
  return new GraderError({
    en: `The scenario '${scenario}' was still running after ${seconds} s. This is the grader's fault and costs no points.`,
    "zh-CN": `场景 '${scenario}' 在 ${seconds} 秒后仍在运行。这是评分程序的问题，不扣分。`,
  });
}

/** Names as they stand in the lesson's picture: there they are the same as in the code. */
function wellKnown(lesson: Lesson): Vhost["leftovers"] {
  const labels = (kind: "queue" | "exchange"): string[] =>
    lesson.topology.nodes.filter((node) => node.kind === kind && node.label !== "").map((node) => node.label);
  return { queues: labels("queue"), exchanges: labels("exchange") };
}

function declaredNames(evidence: Evidence): Vhost["leftovers"] {
  const queues = declaredQueues(evidence).filter((queue) => queue.queue !== "" && !queue.exclusive);
  const exchanges = declaredExchanges(evidence).filter(
    (exchange) => exchange.exchange !== "" && !exchange.exchange.startsWith("amq."),
  );
  return { queues: queues.map((queue) => queue.queue), exchanges: exchanges.map((exchange) => exchange.exchange) };
}

function notRunnableText(submission: PreparedSubmission, program: string): Text {
  const problem = submission.problems.find((each) => each.program === program) ?? submission.problems[0];
  if (problem === undefined) return { en: `'${program}' can't be run`, "zh-CN": `无法运行 '${program}'` };
  const where = problem.line > 0 ? `${problem.file}:${problem.line}:${problem.column} ` : "";
  return {
    en: `'${program}' can't be run: ${where}${problem.message.en}`,
    "zh-CN": `无法运行 '${program}'：${where}${problem.message["zh-CN"]}`,
  };
}
