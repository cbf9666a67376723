/**
 * One lesson on two brokers: everything that the course brings for it is graded on broker-lite and on another broker, and the verdicts are held
 * against each other. There is no list of differences that are accepted.
 */
import type { BrokerChoice } from "../backends/backend.ts";
import type { Grader, ProgressEvent } from "../run/grade.ts";
import type { CourseLesson } from "./course.ts";
import { gradeSubmissions, type GradedSubmission } from "./grade-submissions.ts";
import { courseSubmissions, runnableOf, type CourseSubmission, type SubmissionKind } from "./submissions.ts";
import { differencesOf, skippedIn } from "./verdict.ts";
import { VerdictStore } from "./verdict-store.ts";

export interface ParityOptions {
  readonly root: string;
  readonly broker: BrokerChoice;
  readonly management?: string;
  readonly seed: number;
  /** Only these, unless empty. */
  readonly kinds: readonly SubmissionKind[];
  readonly signal: AbortSignal;
  /** Two of them, since a grader keeps its broker: broker-lite's and the other's. */
  readonly graders: { readonly lite: Grader; readonly other: Grader };
  /** Told of each grading what it is on and how many submissions it grades. */
  readonly onGrading: (broker: BrokerChoice, submissions: number) => (event: ProgressEvent) => void;
}

export interface ParityDifference {
  readonly submission: string;
  readonly what: string;
}

export interface ParityResult {
  /** What the other broker calls itself. */
  readonly broker: string;
  readonly submissions: number;
  /** Checks that were compared. */
  readonly checks: number;
  readonly differences: readonly ParityDifference[];
  /** Criteria that the other broker can't show. */
  readonly skipped: readonly string[];
  /** Submissions that this machine can't run. */
  readonly needPika: readonly string[];
  /** How many of broker-lite's verdicts were known. */
  readonly kept: number;
}

export async function parity(courseLesson: CourseLesson, options: ParityOptions): Promise<ParityResult> {
  const { root, broker, kinds, seed, graders } = options;
  const all = (await courseSubmissions(root, courseLesson)).filter(
    ({ kind }) => kinds.length === 0 || kinds.includes(kind),
  );
  const { runnable: submissions, needPika } = await runnableOf(all);
  const store = await VerdictStore.open(root, courseLesson, seed);
  const kept = await Promise.all(submissions.map((submission) => store.get(submission)));
  const unknown = submissions.filter((_, index) => kept[index] === undefined);
  const fresh = await gradeOn(graders.lite, "lite", unknown, courseLesson, options);
  await Promise.all(fresh.map(({ submission, verdict }) => store.keep(submission, verdict)));
  const others = await gradeOn(graders.other, broker, submissions, courseLesson, options);
  const differences = submissions.flatMap(({ id }, index): ParityDifference[] => {
    const onLite = kept[index] ?? fresh.find(({ submission }) => submission.id === id)?.verdict;
    const onOther = others.find(({ submission }) => submission.id === id)?.verdict;
    if (onLite === undefined || onOther === undefined) return [{ submission: id, what: "–" }];
    return differencesOf(onLite, onOther).map(({ words }) => ({ submission: id, what: words }));
  });
  const skipped = new Set(others.flatMap(({ verdict }) => skippedIn(verdict)));
  return {
    broker: others.find(({ report }) => report.broker !== "")?.report.broker ?? broker,
    submissions: submissions.length,
    checks: others.reduce((sum, { verdict }) => sum + verdict.checks.length - skippedIn(verdict).length, 0),
    differences,
    skipped: [...skipped],
    needPika,
    kept: submissions.length - unknown.length,
  };
}

function gradeOn(
  grader: Grader,
  broker: BrokerChoice,
  submissions: readonly CourseSubmission[],
  courseLesson: CourseLesson,
  { seed, signal, onGrading, management }: ParityOptions,
): Promise<readonly GradedSubmission[]> {
  return gradeSubmissions(grader, courseLesson, submissions, {
    broker,
    ...(management === undefined ? {} : { management }),
    seed,
    signal,
    sharesEvidence: true,
    onProgress: onGrading(broker, submissions.length),
  });
}
