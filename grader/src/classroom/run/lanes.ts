/**
 * Grades tasks side by side. Each lane keeps a grader of its own for as long as the lesson stays the same, since starting one costs more than a grading,
 * and begins afresh now and then. What goes wrong in one grading costs that one alone.
 */
import { mkdir, rm, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { setFlagsFromString } from "node:v8";
import type { CourseLesson } from "../../course/course.ts";
import type { Grader, GradeOptions } from "../../run/grade.ts";
import { GraderError } from "../../run/grader-error.ts";
import type { Outcome, Task } from "./task.ts";
import { texts } from "./texts.ts";

export interface LanesOptions {
  readonly lessons: readonly CourseLesson[];
  /** Tasks at once. */
  readonly jobs: number;
  readonly broker: GradeOptions["broker"];
  readonly sandbox?: NonNullable<GradeOptions["sandbox"]>;
  readonly limits?: NonNullable<GradeOptions["limits"]>;
  /** Private; submissions lie below it while they are graded. */
  readonly folder: string;
  readonly signal: AbortSignal;
  /** Made and closed by the lanes; another one is given by tests. */
  readonly makeGrader?: () => Promise<Grader>;
}

interface Lane {
  grader: Grader | undefined;
  lesson: string | undefined;
  gradings: number;
}

/** What vitest remembers of a run is not much, but it does remember: measured at 40 MB after two hundred. */
const GRADINGS_BEFORE_AFRESH = 100;
/** An error is the grader's or the machine's: it may be gone the next time. */
const ATTEMPTS = 3;
/** A scenario mostly waits; so many for each processor keep it busy, shared among the lanes. */
const SCENARIOS_PER_PROCESSOR = 4;

/**
 * Heaps that stay small and are tidied early: every lane has threads of its own, and with the usual settings a class of two lanes took 500 MB at its peak;
 * with these it takes 300, and as long. They are for heaps that begin after this, as those of the lanes do.
 */
function keepHeapsSmall(): void {
  setFlagsFromString("--optimize-for-size");
  setFlagsFromString("--max-semi-space-size=2");
}

export class Lanes {
  readonly #options: LanesOptions;
  readonly #free: Lane[];
  readonly #waiting: ((lane: Lane) => void)[] = [];
  #count = 0;

  constructor(options: LanesOptions) {
    this.#options = options;
    keepHeapsSmall();
    this.#free = Array.from({ length: options.jobs }, () => ({ grader: undefined, lesson: undefined, gradings: 0 }));
  }

  /**
   * Waits for a free lane and grades.
   * @param begin called when its turn has come
   * @throws the signal's reason where it is given up
   */
  async grade(task: Task, begin?: () => Promise<void>): Promise<Outcome> {
    const lane = await this.#take(task.lesson);
    try {
      this.#options.signal.throwIfAborted();
      await begin?.();
      let outcome: Outcome | undefined;
      for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
        outcome = await this.#attempt(lane, task);
        if (outcome.kind === "graded" && outcome.report.status !== "error") break;
        await this.#closeGrader(lane);
      }
      if (outcome === undefined) throw new Error("a task was not graded at all");
      return outcome;
    } finally {
      this.#give(lane);
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#free.map((lane) => this.#closeGrader(lane)));
  }

  async #attempt(lane: Lane, task: Task): Promise<Outcome> {
    const { lessons, broker, sandbox, limits, signal, jobs } = this.#options;
    const courseLesson = lessons.find(({ lesson }) => lesson.folder === task.lesson);
    if (courseLesson === undefined) return { kind: "failed", reason: texts.noSuchLesson(task.lesson) };
    this.#count += 1;
    const folder = join(this.#options.folder, `s${this.#count}`);
    try {
      await lay(task, folder);
      const grader = await this.#graderFor(lane, task.lesson);
      const [report] = await grader.grade({
        lesson: courseLesson.lesson,
        lessonFolder: courseLesson.folder,
        submissions: [{ id: task.key, folder }],
        broker,
        seed: task.seed,
        signal,
        untrusted: true,
        concurrency: Math.max(2, Math.round((availableParallelism() * SCENARIOS_PER_PROCESSOR) / jobs)),
        ...(sandbox === undefined ? {} : { sandbox }),
        ...(limits === undefined ? {} : { limits }),
      });
      if (report === undefined) throw new Error("grade() gave no report");
      return { kind: "graded", report };
    } catch (error) {
      signal.throwIfAborted();
      return { kind: "failed", reason: error instanceof GraderError ? error.text : texts.graderFailed(wordsOf(error)) };
    } finally {
      await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
    }
  }

  async #graderFor(lane: Lane, lesson: string): Promise<Grader> {
    if (lane.lesson !== lesson || lane.gradings >= GRADINGS_BEFORE_AFRESH) await this.#closeGrader(lane);
    lane.grader ??= await (this.#options.makeGrader ?? makeGrader)();
    lane.lesson = lesson;
    lane.gradings += 1;
    return lane.grader;
  }

  async #closeGrader(lane: Lane): Promise<void> {
    const { grader } = lane;
    lane.grader = undefined;
    lane.gradings = 0;
    await grader?.close();
  }

  /** A lane that has this lesson's grader already, if one is free. */
  async #take(lesson: string): Promise<Lane> {
    const index = this.#free.findIndex((lane) => lane.lesson === lesson);
    const [lane] = this.#free.splice(index === -1 ? 0 : index, 1);
    return lane ?? (await new Promise<Lane>((resolve) => this.#waiting.push(resolve)));
  }

  #give(lane: Lane): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free.push(lane);
    else next(lane);
  }
}

/** The sources as files, in a folder that nobody else knows. */
async function lay(task: Task, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [path, content] of task.files) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content, { flag: "wx" });
  }
}

async function makeGrader(): Promise<Grader> {
  const { createGrader } = await import("../../run/grade.ts");
  return createGrader();
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
