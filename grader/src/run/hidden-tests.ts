/**
 * Turns scenarios and criteria into vitest tests, for each submission that is graded. What they find goes home in each test's `meta`;
 * a vitest test passes where its criterion does.
 */
/* oxlint-disable vitest/expect-expect, vitest/no-conditional-tests, vitest/valid-title -- it registers tests for others: what they assert are a lesson's criteria */
import { afterAll, describe, inject, test, type TestContext } from "vitest";
import { openBackend, type Backend } from "../backends/backend.ts";
import { explain } from "../checks/verdict-tools.ts";
import type { Verdict } from "../checks/verdict.ts";
import { Deferred } from "../deferred.ts";
import type { Evidence } from "../evidence/evidence.ts";
import type { Lesson, Visibility } from "../lesson.ts";
import { limitText, type SubmissionLimits } from "../sandbox/limits.ts";
import { failureLines, wireLines } from "../score/frames.ts";
import type { ProgramReport } from "../score/report.ts";
import type { Outcome } from "../score/score.ts";
import type { PreparedSubmission } from "../submission/submission.ts";
import type { Text } from "../text.ts";
import { writeMark, type GradingContext, type Mark } from "./context.ts";
import type { HiddenTestsWords, Scenario, ScenarioOptions } from "./define.ts";
import { errorText } from "./grader-error.ts";
import { haveProgramInCommon, wouldBeSame } from "./same-evidence.ts";
import { ScenarioRunner, type DefinedScenario, type ScenarioResult } from "./scenario-runner.ts";

interface DefinedCheck<T> {
  readonly id: string;
  readonly scenarios: readonly Scenario[];
  readonly check: (evidences: readonly Evidence[]) => T;
}

interface Definitions {
  readonly scenarios: readonly DefinedScenario[];
  readonly criteria: readonly DefinedCheck<Verdict>[];
  readonly advice: readonly DefinedCheck<Text | undefined>[];
  /** Names of scenarios that only hidden criteria look at. */
  readonly secret: ReadonlySet<string>;
}

/**
 * Defines the hidden tests of a lesson, at the top of a `hidden/*.test.ts` file.
 * @throws Error where a criterion is judged twice or is none of the lesson's, or a scenario's name is used twice
 */
export function hiddenTests(lesson: Lesson, define: (words: HiddenTestsWords) => void): void {
  const definitions = collect(lesson, define);
  const context = inject("grading");
  if (context === undefined) {
    test(lesson.folder, () => {
      throw new Error("Hidden tests need a submission: start them with npm run grade, npm run lesson or npm test.");
    });
    return;
  }
  let opened: Promise<{ readonly backend: Backend; readonly runner: ScenarioRunner }> | undefined;
  const open = (): NonNullable<typeof opened> =>
    (opened ??= openBackend(context.broker, context).then((backend) => ({
      backend,
      runner: new ScenarioRunner(context, lesson, backend),
    })));
  afterAll(async () => {
    const running = await opened?.catch(() => undefined);
    await running?.backend.close();
  });
  let first: Earlier | undefined;
  context.submissions.forEach((submission, index) => {
    const shared = first !== undefined && haveProgramInCommon(first.submission, submission) ? first : undefined;
    const running = registerSubmission(definitions, context, submission, index, open, shared);
    if (context.sharesEvidence) first ??= { submission, running };
  });
}

/** A submission of the same run, and what its scenarios come to. */
interface Earlier {
  readonly submission: PreparedSubmission;
  readonly running: ReadonlyMap<string, Promise<ScenarioResult>>;
}

function registerSubmission(
  definitions: Definitions,
  context: GradingContext,
  submission: PreparedSubmission,
  index: number,
  open: () => Promise<{ readonly backend: Backend; readonly runner: ScenarioRunner }>,
  earlier: Earlier | undefined,
): ReadonlyMap<string, Promise<ScenarioResult>> {
  // Criteria wait for their scenarios; each of them hears of a failure.
  const starts = new Map(definitions.scenarios.map((scenario) => [scenario.name, new Deferred<ScenarioResult>()]));
  const running = new Map([...starts].map(([name, { promise }]) => [name, promise]));

  async function runScenario(scenario: DefinedScenario, context_: TestContext): Promise<void> {
    let startedAt: number | undefined;
    let broker: string | undefined;
    const result = open().then(async ({ backend, runner }) => {
      broker = backend.describe();
      const same = await sameAsEarlier(scenario, backend);
      if (same !== undefined) return same;
      return await runner.run(scenario, submission, context_.signal, () => {
        startedAt = performance.now();
        mark(context_, { kind: "scenario-started", submission: index, scenario: scenario.name, title: scenario.title });
      });
    });
    starts.get(scenario.name)?.resolve(result);
    const { name, title } = scenario;
    const visibility = definitions.secret.has(name) ? "hidden" : "public";
    const base = { kind: "scenario", submission: index, name, title, visibility } as const;
    const finished = (): { durationMs: number; broker?: string } => {
      const durationMs = startedAt === undefined ? 0 : Math.round(performance.now() - startedAt);
      if (startedAt !== undefined)
        mark(context_, { kind: "scenario-ended", submission: index, scenario: scenario.name, durationMs });
      return { durationMs, ...(broker === undefined ? {} : { broker }) };
    };
    try {
      const done = await result;
      const evidence = done.kind === "evidence" ? done.evidence : undefined;
      const seen =
        evidence === undefined
          ? { programs: [], frames: [] }
          : { programs: programReports(evidence, context.limits), frames: wireLines(evidence) };
      context_.task.meta.grading = { ...base, ...seen, ...finished() };
    } catch (error) {
      context_.task.meta.grading = { ...base, programs: [], frames: [], ...finished(), error: errorText(error) };
      throw error;
    }
  }

  async function sameAsEarlier(scenario: DefinedScenario, backend: Backend): Promise<ScenarioResult | undefined> {
    // Where one restart serves all who want one, waiting for the first of them would cost another.
    const alone = scenario.options.restartsBroker === true && backend.capabilities.restart === "shared";
    if (earlier === undefined || alone) return undefined;
    const result = await earlier.running.get(scenario.name)?.catch(() => undefined);
    return result !== undefined && wouldBeSame(result, earlier.submission, submission) ? result : undefined;
  }

  async function judge(criterion: DefinedCheck<Verdict>, context_: TestContext): Promise<void> {
    let outcome: Outcome;
    try {
      outcome = await outcomeOf(criterion, running);
    } catch (error) {
      outcome = { status: "error", because: errorText(error) };
    }
    context_.task.meta.grading = { kind: "criterion", submission: index, id: criterion.id, outcome };
    const { status } = outcome;
    mark(context_, { kind: "criterion-judged", submission: index, criterion: criterion.id, status });
    if (outcome.status === "pass" || outcome.status === "skipped") return;
    throw new Error(outcome.status === "fail" ? outcome.seen.en : outcome.because.en);
  }

  async function advise(advice: DefinedCheck<Text | undefined>, context_: TestContext): Promise<void> {
    const results = await settled(advice.scenarios, running);
    const evidences = results.flatMap((result) => (result?.kind === "evidence" ? [result.evidence] : []));
    const text = evidences.length === results.length ? advice.check(evidences) : undefined;
    context_.task.meta.grading = {
      kind: "advice",
      submission: index,
      id: advice.id,
      ...(text === undefined ? {} : { text }),
    };
  }

  // Scenarios that restart the broker come first, so that where one broker serves all they restart it together.
  const ordered = definitions.scenarios.toSorted(
    (one, other) => Number(other.options.restartsBroker ?? false) - Number(one.options.restartsBroker ?? false),
  );
  describe.concurrent(`${index} ${context.submissions[index]?.id ?? ""}`, () => {
    for (const scenario of ordered)
      test.concurrent(`scenario: ${scenario.name}`, (context_) => runScenario(scenario, context_));
    for (const criterion of definitions.criteria)
      test.concurrent(`criterion: ${criterion.id}`, (context_) => judge(criterion, context_));
    for (const advice of definitions.advice)
      test.concurrent(`advice: ${advice.id}`, (context_) => advise(advice, context_));
  });
  return running;
}

/** Told without waiting for it; where nobody listens any more, nothing is lost. */
function mark(context: TestContext, said: Mark): void {
  context.annotate(writeMark(said)).catch(() => undefined);
}

async function outcomeOf(
  criterion: DefinedCheck<Verdict>,
  running: ReadonlyMap<string, Promise<ScenarioResult>>,
): Promise<Outcome> {
  const evidences: Evidence[] = [];
  for (const scenario of criterion.scenarios) {
    const started = running.get(scenario.name);
    if (started === undefined) throw new Error(`the scenario '${scenario.name}' was not started`);
    const result = await started;
    if (result.kind !== "evidence")
      return { status: result.kind === "skipped" ? "skipped" : "not-judged", because: result.because };
    evidences.push(result.evidence);
  }
  const verdict = criterion.check(evidences);
  if (verdict.status !== "fail") return verdict;
  const meant = evidences.find((evidence) => evidence.scenario === verdict.scenario) ?? evidences[0];
  if (meant === undefined) throw new Error(`the criterion '${criterion.id}' looks at no scenario`);
  const { expected, seen, events } = explain(meant, verdict);
  return { status: "fail", expected, seen, scenario: meant.scenario, frames: failureLines(meant, events) };
}

async function settled(
  scenarios: readonly Scenario[],
  running: ReadonlyMap<string, Promise<ScenarioResult>>,
): Promise<readonly (ScenarioResult | undefined)[]> {
  return await Promise.all(scenarios.map(async (scenario) => await running.get(scenario.name)?.catch(() => undefined)));
}

function programReports(evidence: Evidence, limits: SubmissionLimits): readonly ProgramReport[] {
  return evidence.programs.map(({ label, arguments: given, stdout, stderr, cutBytes, exit, limit }) => ({
    scenario: evidence.scenario,
    label,
    arguments: given,
    stdout,
    stderr,
    cutBytes,
    ...(limit === undefined ? {} : { limit: { name: limit, text: limitText(limit, limits) } }),
    ...(exit === undefined
      ? {}
      : { exit: { code: exit.code, signal: exit.signal, cause: exit.cause, tookMs: exit.tookMs } }),
  }));
}

function collect(lesson: Lesson, define: (words: HiddenTestsWords) => void): Definitions {
  const scenarios: DefinedScenario[] = [];
  const criteria: DefinedCheck<Verdict>[] = [];
  const advice: DefinedCheck<Text | undefined>[] = [];
  const known = new Set(lesson.criteria.map((criterion) => criterion.id));
  const where = `hidden tests of ${lesson.folder}`;

  function defined<T>(
    id: string,
    given: Scenario | readonly Scenario[],
    check: (evidence: never) => T,
  ): DefinedCheck<T> {
    const several = isSeveral(given);
    const named = several ? given : [given];
    for (const scenario of named) {
      if (!scenarios.some((each) => each.name === scenario.name))
        throw new Error(`${where}: '${id}' looks at a scenario that is not theirs`);
    }
    const call = check as (evidence: unknown) => T;
    return { id, scenarios: named, check: (evidences) => call(several ? evidences : evidences[0]) };
  }

  define({
    scenario: (title: Text, act: (stage: Stage_) => Promise<void>, options: ScenarioOptions = {}) => {
      const name = title.en;
      if (scenarios.some((each) => each.name === name)) throw new Error(`${where}: two scenarios are called '${name}'`);
      scenarios.push({ name, title, act, options });
      return { name };
    },
    criterion: (id: string, given: Scenario | readonly Scenario[], check: (evidence: never) => Verdict) => {
      if (!known.has(id)) throw new Error(`${where}: the lesson has no criterion '${id}'`);
      if (criteria.some((each) => each.id === id)) throw new Error(`${where}: the criterion '${id}' is judged twice`);
      criteria.push(defined(id, given, check));
    },
    advise: (id: string, given: Scenario | readonly Scenario[], check: (evidence: never) => Text | undefined) => {
      if (advice.some((each) => each.id === id)) throw new Error(`${where}: the advice '${id}' is given twice`);
      advice.push(defined(id, given, check));
    },
  });
  return { scenarios, criteria, advice, secret: secretScenarios(lesson, criteria) };
}

/** Those that hidden criteria look at, and no public one. */
function secretScenarios(lesson: Lesson, criteria: readonly DefinedCheck<Verdict>[]): ReadonlySet<string> {
  const lookedAtBy = (visibility: Visibility): Set<string> => {
    const ids = new Set(
      lesson.criteria.flatMap((one) => ((one.visibility ?? "public") === visibility ? [one.id] : [])),
    );
    return new Set(criteria.filter(({ id }) => ids.has(id)).flatMap((one) => one.scenarios.map(({ name }) => name)));
  };
  const shown = lookedAtBy("public");
  return new Set([...lookedAtBy("hidden")].filter((name) => !shown.has(name)));
}

type Stage_ = Parameters<DefinedScenario["act"]>[0];

function isSeveral(given: Scenario | readonly Scenario[]): given is readonly Scenario[] {
  return Array.isArray(given);
}
