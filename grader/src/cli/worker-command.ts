/** `npm run worker -- --amqp URL` (or `npx grader worker`): grades for classes elsewhere until it is told to stop, or killed. */
import { availableParallelism, hostname } from "node:os";
import { AmqpError, shownUrl } from "../classroom/amqp/connection.ts";
import { texts as amqpTexts } from "../classroom/amqp/texts.ts";
import { runWorker } from "../classroom/amqp/worker.ts";
import { courseDigests } from "../classroom/run/course-digest.ts";
import { Lanes } from "../classroom/run/lanes.ts";
import { openPrivateFolder } from "../classroom/run/private-folder.ts";
import { lessonPlaces, loadLesson } from "../course/course.ts";
import { GraderError } from "../run/grader-error.ts";
import { classTexts } from "./class-texts.ts";
import { type Context, EXIT } from "./context.ts";
import { texts } from "./texts.ts";
import { UsageError } from "./usage-error.ts";

/** What is at work when it is told to stop is finished, if it does not take longer than a person waits. */
const FINISH_MS = 4500;

export async function workerCommand({ line, root, interrupt, screen, say }: Context): Promise<number> {
  if (line.amqp === undefined) throw new UsageError(classTexts.workerUsage);
  const [extra] = line.words;
  if (extra !== undefined) throw new UsageError(texts.tooManyWords(extra));
  const lessons = await Promise.all((await lessonPlaces(root)).map(loadLesson));
  const digests = await courseDigests(lessons);
  const jobs = line.jobs ?? availableParallelism();
  const temporary = await openPrivateFolder();
  const giveUp = new AbortController();
  interrupt.signal.addEventListener(
    "abort",
    () => setTimeout(() => giveUp.abort(interrupt.signal.reason), FINISH_MS).unref(),
    {
      once: true,
    },
  );
  const lanes = new Lanes({
    lessons,
    jobs,
    broker: line.broker,
    folder: temporary.path,
    signal: giveUp.signal,
    limits: line.limits,
    ...(line.sandbox === undefined ? {} : { sandbox: line.sandbox }),
  });
  screen.tell(say(amqpTexts.workerWaits(shownUrl(line.amqp))));
  try {
    await runWorker({
      url: line.amqp,
      name: `${hostname()}/${process.pid}`,
      digests,
      lanes,
      jobs,
      signal: interrupt.signal,
      tell: (text) => screen.tell(say(text)),
      onWork: ({ run, graded, running }) => screen.progress(say(amqpTexts.workerWorks(run, graded, running))),
    });
    return interrupt.exitCode ?? EXIT.passed;
  } catch (error) {
    throw error instanceof AmqpError ? new GraderError(error.text, { cause: error }) : error;
  } finally {
    screen.progress(undefined);
    await lanes.close();
    await temporary.remove();
  }
}
