/** `npm run parity -- --broker local`: whether the same programs get the same verdicts on broker-lite and on another broker. */
import { parity, type ParityResult } from "../course/parity.ts";
import type { CourseLesson } from "../course/course.ts";
import { SELFTEST_SEED } from "../course/selftest.ts";
import { texts as trustTexts } from "../course/trust-texts.ts";
import type { Grader, ProgressEvent } from "../run/grade.ts";
import { type Context, EXIT } from "./context.ts";
import { makeGrader } from "./grade-one.ts";
import { kindsTyped } from "./kinds.ts";
import { lessonsTyped } from "./places.ts";
import { texts } from "./texts.ts";
import { UsageError } from "./usage-error.ts";

export async function parityCommand(context: Context): Promise<number> {
  const { line, root, say, screen, interrupt } = context;
  const [extra] = line.words;
  if (extra !== undefined) throw new UsageError(texts.tooManyWords(extra));
  if (line.broker === "lite") throw new UsageError(trustTexts.parityNeedsBroker);
  const kinds = kindsTyped(line.only);
  const lessons = await lessonsTyped(root, line.lesson);
  const graders = { lite: await makeGrader(), other: await makeGrader() };
  const count = { same: 0, different: 0 };
  let broker: string = line.broker;
  try {
    for (const courseLesson of lessons) {
      const begun = performance.now();
      const result = await parity(courseLesson, {
        root,
        broker: line.broker,
        ...(line.management === undefined ? {} : { management: line.management }),
        seed: line.seed ?? SELFTEST_SEED,
        kinds,
        signal: interrupt.signal,
        graders,
        onGrading: (on, submissions) => progressOf(context, courseLesson, on, submissions),
      }).finally(() => screen.progress(undefined));
      if (interrupt.exitCode !== undefined) return interrupt.exitCode;
      ({ broker } = result);
      const different = new Set(result.differences.map(({ submission }) => submission)).size;
      count.different += different;
      count.same += result.submissions - different;
      show(context, courseLesson, result, Math.round((performance.now() - begun) / 1000));
    }
  } finally {
    await closeAll(graders);
  }
  screen.print(`\n${say(trustTexts.parityTotal(count.same, count.different, broker))}`);
  return count.different === 0 ? EXIT.passed : EXIT.belowPassMark;
}

function progressOf(
  { say, screen }: Context,
  { lesson }: CourseLesson,
  broker: string,
  submissions: number,
): (event: ProgressEvent) => void {
  const all = lesson.criteria.length * submissions;
  let done = 0;
  const step = say(trustTexts.gradingStep(lesson.number, broker, submissions));
  return (event) => {
    if (event.kind === "broker-starting") {
      screen.progress(say(texts.stepSeconds(event.step, event.seconds)), `${say(event.step)} …`);
      return;
    }
    if (event.kind === "criterion-judged") done += 1;
    screen.progress(say(trustTexts.grading(lesson.number, broker, done, all, event.submission)), step);
  };
}

function show({ say, screen }: Context, { lesson }: CourseLesson, result: ParityResult, seconds: number): void {
  const { colours } = screen;
  const { submissions, checks, differences, skipped, needPika, kept } = result;
  screen.print(
    differences.length === 0
      ? `${colours.green("✓")} ${say(trustTexts.same(lesson.number, submissions, checks, seconds))}`
      : `${colours.red("✗")} ${say(trustTexts.different(lesson.number, differences.length, submissions, checks, seconds))}`,
  );
  for (const { submission, what } of differences) screen.print(`    ${submission}: ${what}`);
  if (skipped.length > 0) screen.print(`    ${say(trustTexts.skipped(skipped.join(", ")))}`);
  if (needPika.length > 0) screen.print(`    ${say(trustTexts.needPika(needPika.join(", ")))}`);
  if (kept > 0) screen.print(colours.dim(`    ${say(trustTexts.kept(kept))}`));
}

async function closeAll({ lite, other }: { readonly lite: Grader; readonly other: Grader }): Promise<void> {
  await Promise.all([lite.close(), other.close()]);
}
