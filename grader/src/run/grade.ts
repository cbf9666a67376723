/** Grades submissions of a lesson: prepares them, runs the hidden tests once for all, and makes a report of each. */
import { randomInt } from "node:crypto";
import { readdir } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { dirname, join, resolve } from "node:path";
import { BackendError, type BrokerChoice } from "../backends/backend.ts";
import type { Lesson } from "../lesson.ts";
import { limitsWith, type SubmissionLimits } from "../sandbox/limits.ts";
import { openSandbox, type SandboxChoice } from "../sandbox/sandbox.ts";
import type { CheckReport, Report } from "../score/report.ts";
import type { FoundProgram } from "../submission/discover.ts";
import { prepare, type SubmissionSource } from "../submission/prepare.ts";
import { checkTypes } from "../submission/type-check.ts";
import type { Text } from "../text.ts";
import { BrokerKeeper, type BrokerProgress, type BrokerToOpen } from "./broker-keeper.ts";
import { GraderError } from "./grader-error.ts";
import { Findings } from "./findings.ts";
import { VitestRunner } from "./vitest-runner.ts";
import { makeWorkFolder, type WorkFolder } from "./work-folder.ts";

export type { BrokerChoice, SubmissionSource };

export interface GradeOptions {
  readonly lesson: Lesson;
  /** Folder of the lesson's package; its tests are `hidden/*.test.ts` (or .mts, .js, .mjs), or where there are none, `public/`. */
  readonly lessonFolder: string;
  /** Graded side by side; ids must differ. */
  readonly submissions: readonly SubmissionSource[];
  readonly broker: BrokerChoice;
  /** A whole number; the same one gives the same bodies, keys and numbers. */
  readonly seed: number;
  readonly onProgress?: (event: ProgressEvent) => void;
  /** Gives the run up: everything is ended and removed, and `grade` rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Scenarios that may run side by side; unless said, by the number of processors. */
  readonly concurrency?: number;
  /** Whether TypeScript's checker looks at the programs too; it costs no points. True unless said. */
  readonly checkTypes?: boolean;
  /** Where the management API of a broker given by its URL is; looked for at its usual place unless said. */
  readonly management?: string;
  /** Every frame is delayed by up to this many milliseconds, by the seed: what a verdict must not depend on. None unless said. */
  readonly delayMaximumMs?: number;
  /** What programs run in; `auto` is bwrap, else docker, else nothing. `none` unless said. */
  readonly sandbox?: SandboxChoice;
  /** The submissions are somebody else's: bwrap, else docker, else nothing is graded, unless `sandbox` says otherwise. */
  readonly untrusted?: boolean;
  /** Changes to the usual limits. */
  readonly limits?: Partial<SubmissionLimits>;
  /**
   * A scenario whose programs are all the same as the first submission's, byte for byte, is not run again. For trying the course itself: whoever is
   * graded for their own sake is seen at work.
   */
  readonly sharesEvidence?: boolean;
}

export type ProgressEvent =
  | ({ readonly kind: "broker-starting" } & BrokerProgress)
  | { readonly kind: "prepared"; readonly submission: string }
  | {
      readonly kind: "scenario-started";
      readonly submission: string;
      readonly scenario: string;
      readonly title: Text;
    }
  | {
      readonly kind: "scenario-ended";
      readonly submission: string;
      readonly scenario: string;
      readonly durationMs: number;
    }
  | {
      readonly kind: "criterion-judged";
      readonly submission: string;
      readonly criterion: string;
      readonly status: CheckReport["status"];
    };

export interface Grader {
  /** One after the other: a second call waits for the first. */
  grade(options: GradeOptions): Promise<readonly Report[]>;
  close(): Promise<void>;
}

/** A scenario mostly waits for its programs to start: twice as many as processors keep these busy. */
const SCENARIOS_PER_PROCESSOR = 4;
const MAXIMUM_SEED = 0x7fffffff;

/** A seed for a run that was given none. */
export function randomSeed(): number {
  return randomInt(1, MAXIMUM_SEED);
}

/**
 * Grades once.
 * @returns a report for each submission, in their order
 * @throws GraderError where nothing can be graded at all: no hidden tests, no submissions, no broker
 */
export async function grade(options: GradeOptions): Promise<readonly Report[]> {
  const grader = createGrader();
  try {
    return await grader.grade(options);
  } finally {
    await grader.close();
  }
}

/** A grader that is kept between gradings, as in watch mode: the second grading starts at once. */
export function createGrader(): Grader {
  let runner: Promise<VitestRunner> | undefined;
  const keeper = new BrokerKeeper();
  let queue: Promise<unknown> = Promise.resolve();
  return {
    grade: (options) => {
      const graded = queue.then(() => {
        runner ??= VitestRunner.open(resolve(options.lessonFolder));
        return gradeWith(runner, keeper, options);
      });
      queue = graded.catch(() => undefined);
      return graded;
    },
    close: async () => {
      await queue;
      try {
        await (await runner)?.close();
      } finally {
        await keeper.close();
      }
      runner = undefined;
    },
  };
}

async function gradeWith(
  opening: Promise<VitestRunner>,
  keeper: BrokerKeeper,
  options: GradeOptions,
): Promise<readonly Report[]> {
  const startedAt = performance.now();
  const { lesson, submissions, signal = new AbortController().signal } = options;
  signal.throwIfAborted();
  if (submissions.length === 0)
    throw new GraderError({ en: "There is no submission to grade.", "zh-CN": "没有可以评分的提交。" });
  const tests = await testFiles(options.lessonFolder);
  const broker = await openOr(keeper, options, signal);
  const work = await makeWorkFolder();
  try {
    const untrusted = options.untrusted === true;
    const limits = limitsWith(options.limits);
    const sandbox = await openSandbox({
      ...(options.sandbox === undefined ? {} : { choice: options.sandbox }),
      untrusted,
      limits,
      workFolder: work.path,
      // The lessons with their solutions, and what other people have handed in.
      hidden: [dirname(resolve(options.lessonFolder)), ...submissions.map(({ folder }) => dirname(resolve(folder)))],
    });
    const names = lesson.programs.map((program) => program.name);
    const { runtime } = sandbox;
    const prepared = await Promise.all(
      submissions.map((source, index) =>
        prepare(source, { names, workFolder: work.path, index, limits, untrusted, runtime }),
      ),
    );
    for (const { submission } of prepared) options.onProgress?.({ kind: "prepared", submission: submission.id });
    const types = typeProblems(
      options,
      [...new Set(prepared.flatMap(({ packages }) => packages))],
      // What does not compile hides everything else from the checker.
      prepared.flatMap(({ found, submission }) => found.filter((program) => program.name in submission.programs)),
      work,
      signal,
    );
    const findings = new Findings(
      lesson,
      prepared.map(({ submission }) => submission),
      options.onProgress,
      tests.isPublicOnly,
    );
    const runner = await opening;
    await runner.run(
      tests.files,
      {
        seed: options.seed,
        broker,
        submissions: prepared.map(({ submission }) => submission),
        workFolder: work.path,
        registryFolder: work.registry,
        concurrency: options.concurrency ?? availableParallelism() * SCENARIOS_PER_PROCESSOR,
        ...(options.management === undefined ? {} : { management: options.management }),
        delayMaximumMs: options.delayMaximumMs ?? 0,
        sandbox: sandbox.plan,
        limits,
        sharesEvidence: options.sharesEvidence === true && !untrusted,
      },
      findings,
      signal,
    );
    signal.throwIfAborted();
    const found = await types;
    const durationMs = Math.round(performance.now() - startedAt);
    return findings.reports({ seed: options.seed, durationMs, sandbox: sandbox.plan.level }, (index) =>
      (prepared[index]?.found ?? []).flatMap(({ folder, file }) =>
        (found.get(folder) ?? []).filter((problem) => problem.file === file),
      ),
    );
  } finally {
    await work.remove();
  }
}

/** A broker that does not start is no finding about anybody: nothing can be graded at all. */
async function openOr(keeper: BrokerKeeper, options: GradeOptions, signal: AbortSignal): Promise<BrokerToOpen> {
  try {
    const { management } = options;
    return await keeper.open(
      options.broker,
      { signal, ...(management === undefined ? {} : { management }) },
      (progress) => options.onProgress?.({ kind: "broker-starting", ...progress }),
    );
  } catch (error) {
    throw error instanceof BackendError ? new GraderError(error.text, { cause: error }) : error;
  }
}

async function typeProblems(
  options: GradeOptions,
  packages: readonly string[],
  programs: readonly FoundProgram[],
  work: WorkFolder,
  signal: AbortSignal,
): ReturnType<typeof checkTypes> {
  // The checker reads whatever file a program names, with all our rights: not for somebody else's.
  if (options.checkTypes === false || options.untrusted === true) return new Map();
  return await checkTypes(programs, work.path, signal, packages);
}

/** The hidden tests judge every criterion, by the public ones too; a learner's copy has these alone, which judge what is public. */
async function testFiles(
  lessonFolder: string,
): Promise<{ readonly files: readonly string[]; readonly isPublicOnly: boolean }> {
  for (const name of ["hidden", "public"] as const) {
    const folder = join(resolve(lessonFolder), name);
    const names = await readdir(folder).catch((): string[] => []);
    const files = names.filter((file) => /\.test\.m?[jt]s$/u.test(file)).toSorted();
    if (files.length > 0) return { files: files.map((file) => join(folder, file)), isPublicOnly: name === "public" };
  }
  throw new GraderError(noTests(join(resolve(lessonFolder), "hidden")));
}

function noTests(folder: string): Text {
  return {
    en: `There are no hidden tests in ${folder}, so nothing can be judged.`,
    "zh-CN": `${folder} 中没有隐藏测试，无法评判。`,
  };
}
