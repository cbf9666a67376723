/** A class of tiny submissions, and workers whose grading is made up: what is tested is who grades what, and what becomes of it. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gradeOverAmqp, type GradeOverAmqpOptions } from "../../src/classroom/amqp/grade-over-amqp.ts";
import { runWorker, type WorkerOptions } from "../../src/classroom/amqp/worker.ts";
import { stillToDo } from "../../src/classroom/run/grade-here.ts";
import { RunState } from "../../src/classroom/run/state.ts";
import { makeTask, type Outcome, type Result, type Task } from "../../src/classroom/run/task.ts";
import { report } from "../report/sample-report.ts";
import { Deferred } from "../../src/deferred.ts";

export const LESSON = "02-work-queues";
export const DIGESTS = new Map([[LESSON, "digest-of-the-course"]]);

/** Exit code of the worker in a process of its own that found no broker. */
export const UNREACHABLE = 3;

export type TestGrade = (task: Task) => Promise<Outcome> | Outcome;

export function graded(task: Task): Outcome {
  return { kind: "graded", report: report({ submission: task.key, seed: task.seed }) };
}

export class TestClass {
  readonly state: RunState;
  readonly keys: readonly string[];
  /** What each submission says, by its key. */
  readonly words: ReadonlyMap<string, string>;
  readonly told: string[] = [];
  readonly results: Result[] = [];
  readonly #folder: string;

  private constructor(folder: string, state: RunState, words: ReadonlyMap<string, string>) {
    this.#folder = folder;
    this.state = state;
    this.words = words;
    this.keys = [...words.keys()];
  }

  static async of(words: readonly string[]): Promise<TestClass> {
    const folder = await mkdtemp(join(tmpdir(), "class-"));
    const state = await RunState.open(folder, 1);
    const byKey = new Map<string, string>();
    for (const word of words) {
      const task = makeTask(
        { broker: "lite", sandbox: "untrusted", seed: 1 },
        LESSON,
        DIGESTS.get(LESSON) ?? "",
        new Map([["worker.ts", Buffer.from(word)]]),
      );
      await state.keepTask(task);
      byKey.set(task.key, word);
    }
    return new TestClass(folder, state, byKey);
  }

  /** As the command does it: what is there already is not graded again. */
  async grade(url: string, options: Partial<GradeOverAmqpOptions> = {}): Promise<void> {
    await gradeOverAmqp({
      url,
      keys: await stillToDo(this.keys, this.state),
      state: this.state,
      digests: DIGESTS,
      signal: new AbortController().signal,
      onResult: (result) => void this.results.push(result),
      onWorkers: () => undefined,
      tell: (text) => void this.told.push(text.en),
      ...options,
    });
  }

  /** Opened again, as by a command that is typed again. */
  async reopened(): Promise<TestClass> {
    return new TestClass(this.#folder, await RunState.open(this.#folder, 1), this.words);
  }

  async outcomes(): Promise<ReadonlyMap<string, Outcome["kind"] | undefined>> {
    const found = new Map<string, Outcome["kind"] | undefined>();
    for (const [key, word] of this.words) found.set(word, (await this.state.result(key))?.outcome.kind);
    return found;
  }

  async remove(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** A worker in this process. Its gradings are noted, and may be held back. */
export class TestWorker {
  readonly gradings: string[] = [];
  readonly told: string[] = [];
  readonly #end = new AbortController();
  readonly #joined = new Deferred<void>();
  readonly over: Promise<void>;

  constructor(url: string, grade: TestGrade = graded, options: Partial<WorkerOptions> = {}) {
    this.over = runWorker({
      url,
      name: "test",
      digests: DIGESTS,
      jobs: 1,
      signal: this.#end.signal,
      lanes: {
        grade: async (task) => {
          this.gradings.push(task.key);
          return await grade(task);
        },
      },
      tell: (text) => {
        this.told.push(text.en);
        if (text.en.startsWith("takes part")) this.#joined.resolve();
      },
      onWork: () => undefined,
      ...options,
    });
    this.over.catch(() => undefined);
  }

  get joined(): Promise<void> {
    return this.#joined.promise;
  }

  async stop(): Promise<void> {
    this.#end.abort();
    await this.over.catch(() => undefined);
  }
}
