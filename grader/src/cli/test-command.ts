/** `npm test`: the course proves itself (turbo remembers what did not change), then the learner's submissions are graded. */
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { lessonPlaces, loadLesson } from "../course/course.ts";
import { padEnd, width } from "../report/layout.ts";
import { paintFor } from "../report/paint.ts";
import { renderTable } from "../report/table.ts";
import type { Report } from "../score/report.ts";
import { LessonView } from "../tutor/lesson-view.ts";
import { FolderError } from "../tutor/submission-folder.ts";
import { type Context, EXIT } from "./context.ts";
import { exitCodeOf } from "./grade-command.ts";
import { submissionDigest } from "./submission-digest.ts";
import { TaskOutput, type TaskState } from "./task-output.ts";
import { exitOf, startTool, toolFile } from "./tool.ts";
import { texts } from "./texts.ts";

/** A task waits for programs about half of its time: one for each processor keeps them all busy, and more would only make deadlines pass. */
const PROCESSORS_PER_TASK = 1;

export async function testCommand(context: Context): Promise<number> {
  // A learner's copy has nothing of the course to check: it was checked where the copy was made.
  const courseCode = existsSync(join(context.root, "turbo.json")) ? await testCourse(context) : EXIT.passed;
  if (context.interrupt.exitCode !== undefined) return context.interrupt.exitCode;
  const submissionsCode = await testSubmissions(context);
  if (context.interrupt.exitCode !== undefined) return context.interrupt.exitCode;
  return courseCode === EXIT.passed ? submissionsCode : courseCode;
}

async function testCourse(context: Context): Promise<number> {
  const { root, say, screen, environment, interrupt } = context;
  screen.tell(say(texts.testsStart), screen.colours.dim);
  const started = Date.now();
  const output = new TaskOutput();
  const child = startTool(
    toolFile(root, "turbo"),
    [
      "run",
      "test",
      "--continue",
      "--ui=stream",
      "--log-order=stream",
      "--output-logs=full",
      `--concurrency=${Math.max(Math.floor(availableParallelism() / PROCESSORS_PER_TASK), 1)}`,
      // What was proved on one broker is not proved on another.
      ...(context.line.broker === "lite" ? [] : ["--force"]),
    ],
    {
      root,
      stdio: ["ignore", "pipe", "pipe"],
      environment: turboEnvironment(environment, context.line.broker),
      signal: interrupt.signal,
    },
  );
  for (const stream of [child.stdout, child.stderr])
    if (stream !== null) createInterface({ input: stream }).on("line", (line) => output.take(line));
  const timer = setInterval(
    () => {
      const text = running(context, output, started);
      screen.progress(text, text);
    },
    screen.interactive ? 500 : 15_000,
  );
  const code = await exitOf(child).finally(() => {
    clearInterval(timer);
    screen.progress(undefined);
  });
  if (interrupt.exitCode !== undefined) return interrupt.exitCode;
  output.end(code);
  showTasks(context, output, code);
  const seconds = (Date.now() - started) / 1000;
  await writeSummary(root, output, seconds);
  return code === 0 ? EXIT.passed : EXIT.belowPassMark;
}

/** turbo says when a task begins, not when it ends; a task that has counted its tests is at its end. */
function running({ say }: Context, { tasks }: TaskOutput, started: number): string {
  const names = [...tasks.values()]
    .filter(({ status, cached, passed, failed }) => status === "running" && !cached && passed + failed === 0)
    .map(({ name }) => name);
  return say(texts.testRunning(names.join(", ") || "turbo", Math.round((Date.now() - started) / 1000)));
}

function showTasks({ say, screen }: Context, { tasks, otherLines }: TaskOutput, code: number): void {
  const { colours } = screen;
  const all = [...tasks.values()].toSorted((one, other) => one.name.localeCompare(other.name));
  const nameColumns = Math.max(0, ...all.map(({ name }) => width(name)));
  for (const task of all) {
    const mark = task.status === "failed" ? colours.red("✗") : colours.green("✓");
    const cached = task.cached ? `  ${colours.dim(say(texts.taskCached))}` : "";
    screen.print(
      `${mark} ${padEnd(task.name, nameColumns)}  ${say(texts.taskTests(task.passed, task.failed))}${cached}`,
    );
  }
  for (const task of all.filter(({ status }) => status === "failed")) {
    screen.print(`\n${colours.bold(say(texts.taskOutput(task.name)))}`);
    screen.print(withoutNpm(task.lines).join("\n"));
  }
  // turbo failed before any task did: its own words are all there is.
  if (code !== 0 && all.every(({ status }) => status !== "failed")) screen.complain(otherLines.join("\n"));
  const { passed, failed } = sums(all);
  screen.print(`\n${say(texts.testsTotal(passed, failed))}\n`);
}

/** npm's banner and its account of the exit code say nothing that is not said better. */
function withoutNpm(lines: readonly string[]): readonly string[] {
  return lines.filter((line) => !/^(> |npm (error|warn|notice))/.test(line));
}

function sums(tasks: readonly TaskState[]): { passed: number; failed: number } {
  return {
    passed: tasks.reduce((sum, task) => sum + task.passed, 0),
    // A task that failed without a count (it did not even start) is a failure all the same.
    failed: tasks.reduce((sum, task) => sum + Math.max(task.failed, task.status === "failed" ? 1 : 0), 0),
  };
}

/** For machines: `.course/test-summary.json`. */
async function writeSummary(root: string, { tasks }: TaskOutput, seconds: number): Promise<void> {
  const all = [...tasks.values()];
  const summary = {
    ...sums(all),
    seconds,
    tasks: all.map(({ name, status, cached, passed, failed }) => ({ name, status, cached, passed, failed })),
  };
  await mkdir(join(root, ".course"), { recursive: true });
  await writeFile(join(root, ".course", "test-summary.json"), `${JSON.stringify(summary, undefined, 2)}\n`);
}

function turboEnvironment(environment: Context["environment"], broker: string): Record<string, string | undefined> {
  // Settings of npm that came from flags meant for us (see arguments.ts) are none of the tasks'.
  const own = Object.fromEntries(
    Object.entries(environment).filter(
      ([name]) => !/^npm_config_(global|all|long|yes|seed|broker|lang|workspace)$/.test(name),
    ),
  );
  return { ...own, BROKER: broker, TURBO_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1", TURBO_NO_UPDATE_NOTIFIER: "1" };
}

async function testSubmissions(context: Context): Promise<number> {
  const { root, say, screen, language, interrupt, line } = context;
  const reports: Report[] = [];
  let code: number = EXIT.passed;
  for (const place of await lessonPlaces(root)) {
    const view = new LessonView(context, await loadLesson(place));
    try {
      if (!(await view.begun())) continue;
      const digest = await submissionDigest(root, place.folder, line.broker);
      const kept = line.seed === undefined ? await view.reportOf(digest) : undefined;
      const report = kept ?? (await view.verdict(interrupt.signal, digest));
      if (report === undefined) return interrupt.exitCode ?? EXIT.notJudged;
      reports.push(report);
      code = Math.max(code, exitCodeOf(report));
    } catch (error) {
      if (!(error instanceof FolderError)) throw error;
      screen.complain(say(error.text));
      code = EXIT.notJudged;
    }
  }
  if (reports.length === 0) {
    if (code === EXIT.passed) screen.tell(say(texts.noSubmissions));
    return code;
  }
  screen.print(renderTable(reports, { language, columns: screen.columns, colour: screen.colours.isColorSupported }));
  const below = reports.filter((report) => exitCodeOf(report) !== EXIT.passed);
  const paint = paintFor(screen.colours.isColorSupported);
  if (below.length > 0) {
    screen.print(
      `\n${paint.bad(say(texts.belowPassMark(below.map(({ lesson }) => `npm run lesson ${lesson.number}`).join(", "))))}`,
    );
  }
  return code;
}
