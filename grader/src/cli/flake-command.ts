/** `npm run flake -- --repeat 50`: whether verdicts stay the same, round after round, however the machine is. */
import { keepBusy } from "../course/busy.ts";
import type { CourseLesson } from "../course/course.ts";
import { flakeRound, quietVerdicts, type Changed, type FlakeOptions } from "../course/flake.ts";
import { FlakeRecord, type FlakeState } from "../course/flake-record.ts";
import { SELFTEST_SEED } from "../course/selftest.ts";
import { courseSubmissions, runnableOf, type CourseSubmission } from "../course/submissions.ts";
import { texts as trustTexts } from "../course/trust-texts.ts";
import type { KeptVerdict } from "../course/verdict.ts";
import { escapeForTerminal } from "../report/escape.ts";
import { type Context, EXIT } from "./context.ts";
import { makeGrader } from "./grade-one.ts";
import { kindsTyped } from "./kinds.ts";
import { lessonsTyped } from "./places.ts";
import { texts } from "./texts.ts";
import { UsageError } from "./usage-error.ts";

const DEFAULT_ROUNDS = 10;
const MOST_SEEDS_SHOWN = 5;

interface Prepared {
  readonly courseLesson: CourseLesson;
  readonly submissions: readonly CourseSubmission[];
  readonly quiet: ReadonlyMap<string, KeptVerdict>;
}

export async function flakeCommand(context: Context): Promise<number> {
  const { line, root, say, screen, interrupt } = context;
  const [extra] = line.words;
  if (extra !== undefined) throw new UsageError(texts.tooManyWords(extra));
  const { repeat: rounds = DEFAULT_ROUNDS, busy = 0, delay: delayMaximumMs = 0, seed = SELFTEST_SEED } = line;
  if (rounds === 0) throw new UsageError(trustTexts.flakeUsage);
  const { broker, lesson, only } = line;
  const record = await FlakeRecord.open(root, { broker, lesson, only, rounds, busy, delayMaximumMs, seed });
  let state = await record.read();
  if (state.rounds > 0) screen.print(say(trustTexts.goesOn(state.rounds)));
  const grader = await makeGrader();
  const options = { root, broker, delayMaximumMs, signal: interrupt.signal, grader };
  let rest = nothingToEnd;
  try {
    const prepared = await prepare(context, options);
    rest = keepBusy(busy);
    for (let round = state.rounds + 1; round <= rounds; round += 1) {
      let { verdicts } = state;
      const changed: Changed[] = [...state.changed];
      for (const { courseLesson, submissions, quiet } of prepared) {
        const { number } = courseLesson.lesson;
        const step = say(trustTexts.round(round, rounds, number, changed.length));
        const onProgress = (): void => screen.progress(step);
        const found = await flakeRound(
          courseLesson,
          { ...options, submissions, onProgress },
          quiet,
          seed + round - 1,
        ).finally(() => screen.progress(undefined));
        for (const one of found) screen.print(`  ${escapeForTerminal(say(shownOnce(one)))}`);
        verdicts += submissions.length;
        changed.push(...found);
      }
      state = { rounds: round, verdicts, changed };
      await record.write(state);
      screen.print(say(trustTexts.roundDone(round, rounds, verdicts, changed.length)));
    }
  } catch (error) {
    if (interrupt.exitCode !== undefined) return interrupt.exitCode;
    throw error;
  } finally {
    rest();
    await grader.close();
  }
  await record.forget();
  return summary(context, state);
}

function nothingToEnd(): void {}

/** Finds what is to be graded, and what it gets in a quiet round. */
async function prepare(
  { line, root, say, screen }: Context,
  options: Omit<FlakeOptions, "submissions" | "onProgress">,
): Promise<readonly Prepared[]> {
  const kinds = kindsTyped(line.only);
  const prepared: Prepared[] = [];
  for (const courseLesson of await lessonsTyped(root, line.lesson)) {
    const all = await courseSubmissions(root, courseLesson);
    const { runnable: submissions, needPika } = await runnableOf(
      all.filter(({ kind }) => kinds.length === 0 || kinds.includes(kind)),
    );
    if (needPika.length > 0) screen.print(say(trustTexts.needPika(needPika.join(", "))));
    const { number } = courseLesson.lesson;
    const step = say(trustTexts.gradingStep(number, "broker-lite", submissions.length));
    const onProgress = (): void => screen.progress(step, step);
    const quiet = await quietVerdicts(courseLesson, { ...options, submissions, onProgress }).finally(() =>
      screen.progress(undefined),
    );
    prepared.push({ courseLesson, submissions, quiet });
  }
  return prepared;
}

function summary({ say, screen }: Context, { rounds, verdicts, changed }: FlakeState): number {
  const grouped = new Map<string, Changed[]>();
  for (const one of changed) {
    const key = `${one.lesson} ${one.submission} ${one.what}`;
    grouped.set(key, [...(grouped.get(key) ?? []), one]);
  }
  screen.print(`\n${say(trustTexts.flakeTotal(rounds, verdicts, changed.length))}`);
  for (const same of grouped.values()) {
    const [first] = same;
    if (first === undefined) continue;
    const seeds = same.slice(0, MOST_SEEDS_SHOWN).map(({ seed }) => seed);
    const { lesson, submission, what } = first;
    screen.print(`✗ ${say(trustTexts.changed(`${lesson} ${submission}`, what, same.length, seeds.join(", ")))}`);
  }
  return changed.length === 0 ? EXIT.passed : EXIT.belowPassMark;
}

function shownOnce({ lesson, submission, what, why, seed }: Changed): ReturnType<typeof trustTexts.changed> {
  return trustTexts.changed(`${lesson} ${submission}`, why === undefined ? what : `${what} – ${why}`, 1, String(seed));
}
