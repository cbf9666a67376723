/** Grades the tasks of a class on this machine, side by side, and keeps each result before it counts. */
import { GraderError } from "../../run/grader-error.ts";
import type { Lanes } from "./lanes.ts";
import { MOST_DEATHS, type RunState } from "./state.ts";
import { isJudged, type Result } from "./task.ts";
import { texts } from "./texts.ts";

export interface GradeHereOptions {
  readonly keys: readonly string[];
  readonly state: RunState;
  readonly lanes: Pick<Lanes, "grade">;
  readonly jobs: number;
  readonly signal: AbortSignal;
  /** Called for each result, after it was kept. */
  readonly onResult: (result: Result) => void;
  readonly onRunning: (running: number) => void;
}

/** As often the same failure one after the other is no matter of a single submission: the machine can't grade. */
const SAME_FAILURES = 3;

/**
 * @throws GraderError where nothing can be graded on this machine; the signal's reason where it is given up. What was graded is kept.
 */
export async function gradeHere(options: GradeHereOptions): Promise<void> {
  const { keys, state, lanes, jobs, signal, onResult, onRunning } = options;
  /** Not judged because of the machine: tried again one by one, when it has nothing else to do. */
  const again: string[] = [];
  let running = 0;
  let failure = { reason: "", count: 0 };
  let broken: GraderError | undefined;

  async function work(queue: string[], isLastTry: boolean): Promise<void> {
    for (let key = queue.shift(); key !== undefined; key = queue.shift()) {
      if (broken !== undefined) return;
      running += 1;
      onRunning(running);
      try {
        const result = await gradeOne(key);
        await state.end(key);
        watch(result);
        if (isJudged(result) || isLastTry || isSetAside(result)) {
          await state.keepResult(result);
          onResult(result);
        } else again.push(key);
      } catch (error) {
        // Given up in good order: the grading did not kill anybody.
        await state.end(key);
        throw error;
      } finally {
        running -= 1;
        onRunning(running);
      }
    }
  }

  async function gradeOne(key: string): Promise<Result> {
    signal.throwIfAborted();
    const deaths = await state.begin(key);
    if (deaths >= MOST_DEATHS) return { key, outcome: { kind: "failed", reason: texts.killedGraders } };
    return { key, outcome: await lanes.grade(await state.task(key)) };
  }

  function watch(result: Result): void {
    const reason = result.outcome.kind === "failed" ? result.outcome.reason : undefined;
    failure = { reason: reason?.en ?? "", count: reason?.en === failure.reason ? failure.count + 1 : 1 };
    if (reason !== undefined && failure.count >= SAME_FAILURES) broken = new GraderError(texts.machineFails(reason));
  }

  async function sideBySide(queue: string[], lanesAtOnce: number, isLastTry: boolean): Promise<void> {
    const works = Array.from({ length: Math.min(lanesAtOnce, queue.length) }, () => work(queue, isLastTry));
    const settled = await Promise.allSettled(works);
    signal.throwIfAborted();
    for (const each of settled) if (each.status === "rejected") throw each.reason;
    if (broken !== undefined) throw broken;
  }

  await sideBySide([...keys], jobs, false);
  await sideBySide(again, 1, true);
}

function isSetAside({ outcome }: Result): boolean {
  return outcome.kind === "failed" && outcome.reason === texts.killedGraders;
}

/** Keys whose results are still to be found. */
export async function stillToDo(keys: readonly string[], state: RunState): Promise<readonly string[]> {
  const there = await state.resultKeys();
  const todo: string[] = [];
  for (const key of keys) {
    const result = there.has(key) ? await state.result(key) : undefined;
    if (result !== undefined && isJudged(result)) continue;
    if (there.has(key)) await state.forgetResult(key);
    todo.push(key);
  }
  return todo;
}
