/** Grades one folder and shows how far it is. What is graded and how is run/grade.ts's business, which is loaded only here: it brings vitest. */
import { randomInt } from "node:crypto";
import type { CourseLesson } from "../course/course.ts";
import type { Report } from "../score/report.ts";
import { LARGEST_SEED } from "./arguments.ts";
import type { Context } from "./context.ts";
import { texts } from "./texts.ts";

export async function gradeOne(
  { line, say, screen, interrupt }: Pick<Context, "line" | "say" | "screen" | "interrupt">,
  { lesson, folder: lessonFolder }: CourseLesson,
  submission: { readonly id: string; readonly folder: string },
  seed: number,
  signal: AbortSignal = interrupt.signal,
): Promise<Report> {
  screen.progress(say(texts.startingBroker));
  try {
    const { grade } = await import("../run/grade.ts");
    const [report] = await grade({
      lesson,
      lessonFolder,
      submissions: [submission],
      broker: line.broker,
      seed,
      signal,
      onProgress: ({ done, total, scenario }) =>
        screen.progress(say(texts.grading(lesson.number, done, total, scenario))),
    });
    if (report === undefined) throw new Error("grade() gave no report");
    return report;
  } finally {
    screen.progress(undefined);
  }
}

export function randomSeed(): number {
  return randomInt(LARGEST_SEED + 1);
}
