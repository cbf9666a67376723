/** What is to be graded: for each learner and lesson a key, or why there is none. Reads every submission once and keeps its task on disk. */
import type { CourseLesson } from "../../course/course.ts";
import type { Text } from "../../text.ts";
import { allFiles, filesOfLesson, programNames } from "../submissions/lessons-of.ts";
import { compareIds, type FoundSubmission, type Learner } from "../submissions/learners.ts";
import { readSubmission } from "../submissions/read-submission.ts";
import { refusals, SubmissionRefused } from "../submissions/refusal.ts";
import type { SourceFiles } from "../submissions/sources.ts";
import type { RunState } from "./state.ts";
import { makeTask, type RunPolicy } from "./task.ts";
import { texts } from "./texts.ts";

/** A cell of the gradebook before it is graded. */
export type Planned =
  | { readonly kind: "task"; readonly key: string }
  | { readonly kind: "refused"; readonly reason: Text }
  /** The id is another submission's as well. */
  | { readonly kind: "duplicate"; readonly reason: Text }
  /** Nothing was handed in for this lesson. */
  | { readonly kind: "missing" };

export interface PlannedRow {
  readonly learner: Learner;
  /** What lies in the class's folder. */
  readonly entries: readonly string[];
  readonly lesson: CourseLesson;
  readonly planned: Planned;
}

export interface Plan {
  readonly rows: readonly PlannedRow[];
  /** Each once, in the order in which they are graded: by lesson, then learner. */
  readonly keys: readonly string[];
}

export interface PlanOptions {
  readonly submissions: readonly FoundSubmission[];
  /** In the roster only. */
  readonly absent: readonly Learner[];
  readonly lessons: readonly CourseLesson[];
  /** The lesson that was typed: whatever is handed in is meant for it. */
  readonly only: CourseLesson | undefined;
  readonly digests: ReadonlyMap<string, string>;
  readonly policy: RunPolicy;
  readonly state: Pick<RunState, "keepTask">;
  readonly signal: AbortSignal;
  readonly onRead: (done: number, all: number) => void;
}

export async function planClass(options: PlanOptions): Promise<Plan> {
  const { submissions, absent, lessons, only, signal } = options;
  const same = duplicates(submissions);
  const found: { readonly submission: FoundSubmission; readonly cells: ReadonlyMap<string, Planned> }[] = [];
  for (const submission of submissions) {
    signal.throwIfAborted();
    const twins = same.get(submission.learner.id);
    const cells =
      twins === undefined
        ? await readCells(submission, options)
        : everywhere({ kind: "duplicate", reason: texts.sameId(submission.learner.id, twins) }, options);
    found.push({ submission, cells });
    options.onRead(found.length, submissions.length);
  }
  const used =
    only === undefined
      ? lessons.filter(({ lesson }) => found.some(({ cells }) => cells.get(lesson.folder)?.kind === "task"))
      : [only];
  // Where nothing can be read at all, its reasons still need a line each.
  const columns = used.length > 0 ? used : lessons.slice(0, 1);
  const learners = [
    ...found.map(({ submission, cells }) => ({ learner: submission.learner, entries: submission.entries, cells })),
    ...absent.map((learner) => ({ learner, entries: [], cells: new Map<string, Planned>() })),
  ].toSorted((one, other) => compareIds(one.learner.id, other.learner.id));
  const rows = learners.flatMap(({ learner, entries, cells }) =>
    columns.map((lesson): PlannedRow => ({
      learner,
      entries,
      lesson,
      planned: cells.get(lesson.lesson.folder) ?? cells.get(ALL) ?? { kind: "missing" },
    })),
  );
  const keys = columns.flatMap((lesson) =>
    rows.flatMap((row) => (row.lesson === lesson && row.planned.kind === "task" ? [row.planned.key] : [])),
  );
  return { rows, keys: [...new Set(keys)] };
}

/** Stands for every lesson: a submission that can't be read is of none. */
const ALL = "";

function everywhere(planned: Planned, { only }: PlanOptions): ReadonlyMap<string, Planned> {
  return new Map([[only?.lesson.folder ?? ALL, planned]]);
}

async function readCells(submission: FoundSubmission, options: PlanOptions): Promise<ReadonlyMap<string, Planned>> {
  const { lessons, only, digests, policy, state } = options;
  try {
    const files = submission.items.length === 0 ? new Map() : await readSubmission(submission.items);
    if (files.size === 0) throw new SubmissionRefused(refusals.empty());
    const cells = new Map<string, Planned>();
    for (const { lesson } of only === undefined ? lessons : [only]) {
      const own: SourceFiles | undefined =
        filesOfLesson(files, lesson) ?? (only === undefined ? undefined : allFiles(files));
      if (own === undefined) continue;
      const task = makeTask(policy, lesson.folder, digests.get(lesson.folder) ?? "", own);
      await state.keepTask(task);
      cells.set(lesson.folder, { kind: "task", key: task.key });
    }
    if (cells.size === 0) {
      const names = lessons.flatMap(({ lesson }) => programNames(lesson)).join(", ");
      throw new SubmissionRefused(refusals.noPrograms(names));
    }
    return cells;
  } catch (error) {
    if (!(error instanceof SubmissionRefused)) throw error;
    return everywhere({ kind: "refused", reason: error.text }, options);
  }
}

/** Names of the entries that share an id, by that id. Some systems don't tell upper case from lower, so nor do we. */
function duplicates(submissions: readonly FoundSubmission[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, FoundSubmission[]>();
  for (const submission of submissions) {
    const id = submission.learner.id.toLowerCase();
    groups.set(id, [...(groups.get(id) ?? []), submission]);
  }
  return new Map(
    [...groups.values()].flatMap((group) =>
      group.length === 1
        ? []
        : group.map(({ learner }) => [learner.id, group.flatMap(({ entries }) => entries)] as const),
    ),
  );
}
