/** `npm run class -- <folder>`: a whole class, graded here or by workers over RabbitMQ; the gradebooks, a page, and a report for each learner. */
import { readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { basename, join, relative, resolve } from "node:path";
import { loadLesson, lessonPlaces, type CourseLesson } from "../course/course.ts";
import { AmqpError, shownUrl } from "../classroom/amqp/connection.ts";
import { NOT_JUDGED, type GradebookRow } from "../classroom/output/gradebook.ts";
import { courseDigests } from "../classroom/run/course-digest.ts";
import { lockFolder } from "../classroom/run/lock.ts";
import { openPrivateFolder } from "../classroom/run/private-folder.ts";
import { planClass, type Plan } from "../classroom/run/plan.ts";
import { RunState } from "../classroom/run/state.ts";
import { findSubmissions } from "../classroom/submissions/learners.ts";
import { matchRoster, readRoster, RosterError, type Matched } from "../classroom/submissions/roster.ts";
import { makeFolder } from "../make-folder.ts";
import type { Report } from "../score/report.ts";
import { GraderError } from "../run/grader-error.ts";
import { classTexts } from "./class-texts.ts";
import { watchClass } from "./class-progress.ts";
import { type Context, EXIT } from "./context.ts";
import { randomSeed } from "./grade-one.ts";
import { folderTyped, lessonTyped } from "./places.ts";
import { texts } from "./texts.ts";
import { UsageError } from "./usage-error.ts";

/** Below the place where the command was typed. */
const USUAL_OUT = "report";

export async function classCommand(context: Context): Promise<number> {
  const { line, root, directory, interrupt, screen, say } = context;
  const [folderWord, extra] = line.words;
  if (folderWord === undefined) throw new UsageError(classTexts.usage);
  if (extra !== undefined) throw new UsageError(texts.tooManyWords(extra));
  const folder = await folderTyped(directory, folderWord);
  const out = resolve(directory, line.out ?? USUAL_OUT);
  if (!relative(folder, out).startsWith("..")) throw new UsageError(classTexts.outInside(out));
  const only = line.lesson === undefined ? undefined : await lessonTyped(root, line.lesson);
  const lessons = only === undefined ? await allLessons(root) : [only];
  const matched = await submissionsIn(context, folder);
  await makeFolder(out);
  const lock = await lockFolder(out);
  if (lock === undefined) throw new UsageError(classTexts.locked(out));
  const temporary = await openPrivateFolder();
  try {
    const state = await RunState.open(join(out, "state"), line.seed ?? randomSeed());
    if (line.seed !== undefined && line.seed !== state.seed)
      throw new UsageError(classTexts.otherSeed(out, state.seed, line.seed));
    const digests = await courseDigests(lessons);
    const plan = await planClass({
      submissions: matched.submissions,
      absent: matched.absent,
      lessons,
      only,
      digests,
      policy: { broker: shownBroker(line.broker), sandbox: line.sandbox ?? "untrusted", seed: state.seed },
      state,
      signal: interrupt.signal,
      onRead: (done, all) => screen.progress(say(classTexts.reading(done, all)), say(classTexts.readingStep(all))),
    });
    screen.progress(undefined);
    await gradeAll(context, { plan, state, digests, lessons, folder: temporary.path });
    const rows = await writeAll(context, { plan, state, out, name: basename(folder) });
    await state.tidy();
    tellEnd(context, rows, out);
    return rows.some(({ status }) => NOT_JUDGED.has(status)) ? EXIT.notJudged : EXIT.passed;
  } catch (error) {
    throw error instanceof AmqpError ? new GraderError(error.text, { cause: error }) : error;
  } finally {
    screen.progress(undefined);
    await temporary.remove();
    await lock.release();
  }
}

async function allLessons(root: string): Promise<readonly CourseLesson[]> {
  return await Promise.all((await lessonPlaces(root)).map(loadLesson));
}

async function submissionsIn({ line, directory, screen, say }: Context, folder: string): Promise<Matched> {
  const found = await findSubmissions(folder);
  if (found.length === 0) throw new UsageError(classTexts.emptyFolder(folder));
  if (line.roster === undefined) return { submissions: found, absent: [], strangers: [] };
  const file = resolve(directory, line.roster);
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    throw new UsageError(classTexts.noRoster(line.roster, code));
  }
  try {
    const matched = matchRoster(found, readRoster(text));
    if (matched.strangers.length > 0) screen.complain(say(classTexts.strangers(matched.strangers)));
    return matched;
  } catch (error) {
    throw error instanceof RosterError ? new UsageError(error.text) : error;
  }
}

interface Work {
  readonly plan: Plan;
  readonly state: RunState;
  readonly digests: ReadonlyMap<string, string>;
  readonly lessons: readonly CourseLesson[];
  /** Private and temporary. */
  readonly folder: string;
}

async function gradeAll(context: Context, work: Work): Promise<void> {
  const { line, interrupt, screen, say } = context;
  const { plan, state, digests, lessons, folder } = work;
  const { gradeHere, stillToDo } = await import("../classroom/run/grade-here.ts");
  const todo = await stillToDo(plan.keys, state);
  const earlier = plan.keys.length - todo.length;
  if (earlier > 0) screen.tell(say(classTexts.goesOn(earlier, plan.keys.length)));
  if (todo.length === 0) return;
  const watch = watchClass(context, { all: plan.keys.length, earlier });
  // Said at once: ending programs and brokers in good order takes a moment.
  const interrupted = (): void => screen.complain(say(classTexts.interrupted(watch.done, plan.keys.length)));
  interrupt.signal.addEventListener("abort", interrupted, { once: true });
  try {
    if (line.amqp !== undefined) {
      const { gradeOverAmqp } = await import("../classroom/amqp/grade-over-amqp.ts");
      await gradeOverAmqp({
        url: line.amqp,
        keys: todo,
        state,
        digests,
        signal: interrupt.signal,
        onResult: watch.result,
        onWorkers: (workers) => watch.workers(workers, shownUrl(line.amqp ?? "")),
        tell: (text) => screen.complain(say(text)),
      });
      return;
    }
    const { Lanes } = await import("../classroom/run/lanes.ts");
    const jobs = line.jobs ?? availableParallelism();
    const lanes = new Lanes({
      lessons,
      jobs,
      broker: line.broker,
      folder,
      signal: interrupt.signal,
      limits: line.limits,
      ...(line.sandbox === undefined ? {} : { sandbox: line.sandbox }),
    });
    try {
      await gradeHere({
        keys: todo,
        state,
        lanes,
        jobs,
        signal: interrupt.signal,
        onResult: watch.result,
        onRunning: watch.running,
      });
    } finally {
      await lanes.close();
    }
  } finally {
    interrupt.signal.removeEventListener("abort", interrupted);
    watch.end();
  }
}

async function writeAll(
  { language, line, screen, say }: Context,
  { plan, state, out, name }: { plan: Plan; state: RunState; out: string; name: string },
): Promise<readonly GradebookRow[]> {
  screen.progress(say(classTexts.writing));
  const { writeClass } = await import("../classroom/output/write.ts");
  const { FORMATS } = await import("../report/formats.ts");
  // Learners get these: what is hidden from them stays hidden unless the teacher says otherwise.
  const rendering = { language, showHidden: line.showHidden };
  const renderers = Object.fromEntries(
    [FORMATS.html, FORMATS.json].map((format) => [
      format.extension,
      (report: Report): string => format.render(report, rendering),
    ]),
  );
  return await writeClass({ out, name, plan, state, language, renderers });
}

function tellEnd({ screen, say, directory }: Context, rows: readonly GradebookRow[], out: string): void {
  screen.progress(undefined);
  const count = (wanted: (row: GradebookRow) => boolean): number => rows.filter(wanted).length;
  const troubled = rows.filter(({ status }) => NOT_JUDGED.has(status));
  for (const { learner, entries, reason } of troubled) {
    const name = learner.name === learner.id ? learner.id : `${learner.id} (${learner.name})`;
    if (reason !== undefined) screen.complain(say(classTexts.troubled(name, entries.join(", "), reason)));
  }
  screen.tell(
    say(
      classTexts.done(
        count(({ judged }) => judged !== undefined),
        count(({ status }) => status === "pass"),
        troubled.length,
        count(({ status }) => status === "missing"),
      ),
    ),
  );
  screen.tell(say(classTexts.wrote(join(relative(directory, out) || ".", "index.html"))));
}

/** A password makes no other key. */
function shownBroker(broker: string): string {
  return /^amqps?:/u.test(broker) ? shownUrl(broker) : broker;
}
