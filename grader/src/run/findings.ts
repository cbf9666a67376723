/** Gathers what the hidden tests found and makes a report of it for each submission. */
import type { Lesson } from "../lesson.ts";
import { REPORT_SCHEMA_VERSION, type Problem, type Report } from "../score/report.ts";
import { checkReports, sumUp, type Outcome } from "../score/score.ts";
import type { PreparedSubmission } from "../submission/submission.ts";
import type { Text } from "../text.ts";
import type { AdviceFinding, Finding, Mark, ScenarioFinding } from "./context.ts";
import type { ProgressEvent } from "./grade.ts";
import type { RunListener } from "./vitest-runner.ts";

interface Found {
  readonly scenarios: ScenarioFinding[];
  readonly outcomes: Map<string, Outcome>;
  readonly advice: AdviceFinding[];
}

export interface RunFacts {
  readonly seed: number;
  readonly durationMs: number;
  readonly sandbox: Report["sandbox"];
}

export class Findings implements RunListener {
  readonly #lesson: Lesson;
  readonly #submissions: readonly PreparedSubmission[];
  readonly #found: readonly Found[];
  readonly #onProgress: ((event: ProgressEvent) => void) | undefined;
  readonly #failures: string[] = [];
  readonly #isPublicOnly: boolean;

  /** @param isPublicOnly this copy has no hidden tests: hidden criteria are not expected to be judged here */
  constructor(
    lesson: Lesson,
    submissions: readonly PreparedSubmission[],
    onProgress?: (event: ProgressEvent) => void,
    isPublicOnly = false,
  ) {
    this.#isPublicOnly = isPublicOnly;
    this.#lesson = lesson;
    this.#submissions = submissions;
    this.#found = submissions.map(() => ({ scenarios: [], outcomes: new Map(), advice: [] }));
    this.#onProgress = onProgress;
  }

  mark(mark: Mark): void {
    const submission = this.#submissions[mark.submission]?.id;
    if (submission !== undefined) this.#onProgress?.({ ...mark, submission });
  }

  finding(finding: Finding): void {
    const found = this.#found[finding.submission];
    if (found === undefined) return;
    if (finding.kind === "scenario") found.scenarios.push(finding);
    else if (finding.kind === "advice") found.advice.push(finding);
    else found.outcomes.set(finding.id, found.outcomes.has(finding.id) ? judgedTwice(finding.id) : finding.outcome);
  }

  failed(words: string): void {
    this.#failures.push(words);
  }

  /** @param typeProblems what the type checker said of a submission, by its index */
  reports(run: RunFacts, typeProblems: (index: number) => readonly Problem[]): readonly Report[] {
    return this.#submissions.map((submission, index) => this.#report(submission, index, run, typeProblems(index)));
  }

  #report(submission: PreparedSubmission, index: number, run: RunFacts, typeProblems: readonly Problem[]): Report {
    const { number, folder, title } = this.#lesson;
    const found = this.#found[index] ?? { scenarios: [], outcomes: new Map<string, Outcome>(), advice: [] };
    const checks = checkReports(this.#lesson, found.outcomes, this.#isPublicOnly ? ELSEWHERE : undefined);
    const sums = sumUp(this.#lesson, checks);
    const error = this.#error(found, sums.status);
    return {
      schemaVersion: REPORT_SCHEMA_VERSION,
      lesson: { number, folder, title },
      submission: submission.id,
      sandbox: run.sandbox,
      broker: found.scenarios.find((scenario) => scenario.broker !== undefined)?.broker ?? "",
      seed: run.seed,
      ...sums,
      status: error === undefined ? sums.status : "error",
      checks,
      advice: found.advice.flatMap(({ id, text }) => (text === undefined ? [] : [{ id, text }])),
      problems: [...submission.problems, ...typeProblems],
      programs: found.scenarios.flatMap((scenario) => scenario.programs),
      wire: found.scenarios.map(({ name, title, visibility, frames }) => ({
        scenario: name,
        title,
        visibility,
        frames,
      })),
      durationMs: run.durationMs,
      ...(error === undefined ? {} : { error }),
    };
  }

  #error(found: Found, status: Report["status"]): Text | undefined {
    const [failure] = this.#failures;
    if (failure !== undefined) {
      return {
        en: `The grader failed: ${failure}. This costs no points.`,
        "zh-CN": `评分程序自身出错：${failure}。不扣分。`,
      };
    }
    const scenario = found.scenarios.find((each) => each.error !== undefined);
    if (scenario?.error !== undefined) return scenario.error;
    if (found.outcomes.size === 0) {
      return {
        en: "No hidden test was executed, so nothing was judged. This costs no points.",
        "zh-CN": "没有执行任何隐藏测试，因此没有评判。不扣分。",
      };
    }
    if (status !== "error") return undefined;
    return {
      en: "Not every criterion could be judged. This costs no points.",
      "zh-CN": "并非每一项都能评判。不扣分。",
    };
  }
}

/** Points and pass mark are those of what is judged here. */
const ELSEWHERE: Outcome = {
  status: "skipped",
  because: {
    en: "only your teacher's grader judges this one",
    "zh-CN": "这一项只由老师的评分程序评判",
  },
};

function judgedTwice(id: string): Outcome {
  return {
    status: "error",
    because: {
      en: `The criterion '${id}' was judged twice. This is the grader's fault and costs no points.`,
      "zh-CN": `评分项 '${id}' 被评判了两次。这是评分程序的问题，不扣分。`,
    },
  };
}
