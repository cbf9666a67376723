/** Grades one folder and shows how far it is. What is graded and how is run/grade.ts's business, which is loaded only here: it brings vitest. */
import { randomInt } from "node:crypto";
import { countProgress } from "../course/progress.ts";
import type { CourseLesson } from "../course/course.ts";
import type { Grader } from "../run/grade.ts";
import type { Report } from "../score/report.ts";
import { LARGEST_SEED } from "./arguments.ts";
import type { Context } from "./context.ts";
import { texts } from "./texts.ts";

export interface Grading {
  readonly courseLesson: CourseLesson;
  readonly submission: { readonly id: string; readonly folder: string };
  /** Where it is to be graded too, to be shown beside the submission. */
  readonly solutionFolder?: string;
  readonly seed: number;
  /** Another reason to give up than the command's end. */
  readonly signal?: AbortSignal;
  /** Kept from one grading to the next; without it one is made and closed. */
  readonly grader?: Grader;
}

export interface Graded {
  readonly report: Report;
  readonly solution?: Report;
}

export async function gradeOne(
  { line, say, screen, interrupt }: Pick<Context, "line" | "say" | "screen" | "interrupt">,
  grading: Grading,
): Promise<Graded> {
  const { lesson, folder: lessonFolder } = grading.courseLesson;
  screen.progress(say(texts.startingBroker));
  try {
    const grader = grading.grader ?? (await import("../run/grade.ts"));
    const showCount = countProgress(
      lesson.criteria.length * (grading.solutionFolder === undefined ? 1 : 2),
      (done, all, { scenario }) => {
        screen.progress(
          say(texts.grading(lesson.number, done, all, scenario)),
          say(texts.gradingStep(lesson.number, scenario)),
        );
      },
    );
    const { submission, solutionFolder } = grading;
    // Its id must differ from that of the submission, which is what was typed.
    const beside = solutionFolder === undefined ? [] : [{ id: `${submission.id} / solution`, folder: solutionFolder }];
    const [report, solution] = await grader.grade({
      lesson,
      lessonFolder,
      submissions: [submission, ...beside],
      broker: line.broker,
      ...(line.management === undefined ? {} : { management: line.management }),
      seed: grading.seed,
      untrusted: line.untrusted,
      ...(line.sandbox === undefined ? {} : { sandbox: line.sandbox }),
      limits: line.limits,
      signal: grading.signal ?? interrupt.signal,
      onProgress: (event) => {
        if (event.kind !== "broker-starting") showCount(event);
        else screen.progress(say(texts.stepSeconds(event.step, event.seconds)), `${say(event.step)} …`);
      },
    });
    if (report === undefined) throw new Error("grade() gave no report");
    return solution === undefined ? { report } : { report, solution };
  } finally {
    screen.progress(undefined);
  }
}

export async function makeGrader(): Promise<Grader> {
  const { createGrader } = await import("../run/grade.ts");
  return createGrader();
}

export function randomSeed(): number {
  return randomInt(1, LARGEST_SEED);
}
