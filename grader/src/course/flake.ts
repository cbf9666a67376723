/**
 * One lesson graded again and again: a verdict that changes without a change of the program is one by luck. What each submission gets in a quiet round
 * is held against what it gets in all others, with other seeds, busy processors and slow frames.
 */
import type { BrokerChoice } from "../backends/backend.ts";
import type { Grader, ProgressEvent } from "../run/grade.ts";
import type { CourseLesson } from "./course.ts";
import { gradeSubmissions, type GradedSubmission } from "./grade-submissions.ts";
import { SELFTEST_SEED } from "./selftest.ts";
import type { CourseSubmission } from "./submissions.ts";
import { differencesOf, type KeptVerdict } from "./verdict.ts";
import { VerdictStore } from "./verdict-store.ts";

export interface FlakeOptions {
  readonly root: string;
  readonly broker: BrokerChoice;
  readonly submissions: readonly CourseSubmission[];
  /** At most so many milliseconds for each frame; 0 for none. */
  readonly delayMaximumMs: number;
  readonly signal: AbortSignal;
  readonly grader: Grader;
  readonly onProgress: (event: ProgressEvent) => void;
}

/** A verdict that was not as in the quiet round. */
export interface Changed {
  readonly lesson: number;
  readonly submission: string;
  readonly what: string;
  /** What the learner reads of it now, in English; absent where that is nothing. */
  readonly why?: string;
  readonly seed: number;
}

/** What the submissions get with nothing else going on: as kept, or found out now. */
export async function quietVerdicts(
  courseLesson: CourseLesson,
  options: FlakeOptions,
): Promise<ReadonlyMap<string, KeptVerdict>> {
  const { root, submissions } = options;
  const store = await VerdictStore.open(root, courseLesson, SELFTEST_SEED);
  const verdicts = new Map<string, KeptVerdict>();
  for (const submission of submissions) {
    const kept = await store.get(submission);
    if (kept !== undefined) verdicts.set(submission.id, kept);
  }
  const unknown = submissions.filter(({ id }) => !verdicts.has(id));
  const quiet = { ...options, submissions: unknown, broker: "lite", delayMaximumMs: 0 } as const;
  for (const { submission, verdict } of await gradeAll(courseLesson, quiet, SELFTEST_SEED)) {
    await store.keep(submission, verdict);
    verdicts.set(submission.id, verdict);
  }
  return verdicts;
}

/** Grades all of them once more. */
export async function flakeRound(
  courseLesson: CourseLesson,
  options: FlakeOptions,
  quiet: ReadonlyMap<string, KeptVerdict>,
  seed: number,
): Promise<readonly Changed[]> {
  const graded = await gradeAll(courseLesson, options, seed);
  return graded.flatMap(({ submission: { id }, verdict, report }) => {
    const before = quiet.get(id);
    if (before === undefined) throw new Error(`${courseLesson.lesson.folder}: no quiet verdict of ${id}`);
    return differencesOf(before, verdict).map(({ check: changed, words }) => {
      const check = report.checks.find((each) => each.id === changed);
      const why = (check?.seen ?? check?.because)?.en;
      return {
        lesson: courseLesson.lesson.number,
        submission: id,
        what: words,
        ...(why === undefined ? {} : { why }),
        seed,
      };
    });
  });
}

function gradeAll(
  courseLesson: CourseLesson,
  { submissions, broker, signal, grader, delayMaximumMs, onProgress }: FlakeOptions,
  seed: number,
): Promise<readonly GradedSubmission[]> {
  return gradeSubmissions(grader, courseLesson, submissions, { broker, seed, signal, delayMaximumMs, onProgress });
}
