/**
 * What a lesson is, as data: its programs, criteria, points and hints. Owns the shape and its rules; runs nothing.
 */
import type { Text } from "./text.ts";

export const DIMENSIONS = ["routing", "ack", "durability", "fair-dispatch", "rpc"] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** A submission passes a lesson with this many of its 100 points. */
export const PASS_MARK_POINTS = 80;
export const LESSON_POINTS = 100;

export type Visibility = "public" | "hidden";

export interface ProgramDescription {
  /** Base name of the file, without its ending: `new-task`. */
  readonly name: string;
  /** A producer ends by itself; a consumer runs until it is told to stop. */
  readonly kind: "producer" | "consumer";
  /** Arguments as a usage line shows them: `<severity> [word…]`. */
  readonly usage: string;
}

export interface Criterion {
  /** Unique in the lesson, kebab-case: `ack-after-work`. */
  readonly id: string;
  readonly dimension: Dimension;
  readonly points: number;
  /** What a right program does, as a statement: "A task is acknowledged after its work is done". */
  readonly title: Text;
  /** Why it matters in production; shown with a lost point. */
  readonly why: Text;
  /** A question, a pointer, code: each says more than the one before. */
  readonly hints: readonly [Text, Text, Text];
  /** A hidden one shows its title and no evidence in reports that learners get from others; public unless said. */
  readonly visibility?: Visibility;
  /** Criteria without which this one cannot be judged; where one of them is lost, this one is `not-judged` and says so. */
  readonly after?: readonly string[];
  /** Of `after`: those without which holding to this one shows nothing either. A program that connects nowhere complains of every broker. */
  readonly worthlessWithout?: readonly string[];
}

export interface Topology {
  readonly nodes: readonly TopologyNode[];
  readonly edges: readonly TopologyEdge[];
}

export interface TopologyNode {
  readonly id: string;
  readonly kind: "producer" | "exchange" | "queue" | "consumer";
  /** A name as it stands in the code, the same in every language. */
  readonly label: string;
  /** Column from the left, row from the top, both from 0. */
  readonly column: number;
  readonly row: number;
}

export interface TopologyEdge {
  readonly from: string;
  readonly to: string;
  /** Routing key, binding pattern or property: `error`, `*.critical`, `reply_to`. */
  readonly label?: string;
  /** A reply is drawn as a dashed arrow. */
  readonly kind?: "reply";
}

export interface Lesson {
  readonly number: number;
  /** Folder below `lessons/`: `02-work-queues`. */
  readonly folder: string;
  readonly title: Text;
  /** The task in a few lines, shown before the first verdict. */
  readonly task: Text;
  readonly programs: readonly ProgramDescription[];
  readonly criteria: readonly Criterion[];
  readonly topology: Topology;
}

/** A wrong submission that proves that a criterion discriminates. Its folder holds only the programs that differ from the solution's. */
export interface Mistake {
  /** Row of the catalogue of typical mistakes this one stands for: `W2`. */
  readonly row: string;
  /** Rows that it combines, where it is wrong in more than one way: it loses what each of them loses. */
  readonly combines?: readonly string[];
  readonly title: Text;
  /** Criteria that fail, exactly. */
  readonly loses: readonly string[];
  /** Criteria that cannot be judged because of what was lost, exactly. */
  readonly leavesUnjudged?: readonly string[];
  /** Advice ids given, exactly. */
  readonly advice?: readonly string[];
}

/**
 * Checks a lesson's own rules and returns it.
 * @throws Error naming the lesson and the rule: points that do not sum to 100, an id used twice, an `after` that names no earlier criterion,
 * a `worthlessWithout` that is none of them.
 */
export function defineLesson(lesson: Lesson): Lesson {
  const seen = new Set<string>();
  for (const criterion of lesson.criteria) {
    const where = `lesson ${lesson.folder}, criterion ${criterion.id}`;
    if (seen.has(criterion.id)) throw new Error(`${where}: this id is used twice`);
    if (!Number.isInteger(criterion.points) || criterion.points < 1)
      throw new Error(`${where}: points must be a whole number of at least 1`);
    for (const earlier of criterion.after ?? []) {
      if (!seen.has(earlier))
        throw new Error(`${where}: 'after' names ${earlier}, which is not an earlier criterion of this lesson`);
    }
    for (const root of criterion.worthlessWithout ?? []) {
      if (criterion.after?.includes(root) !== true)
        throw new Error(`${where}: 'worthlessWithout' names ${root}, which is not among its 'after'`);
    }
    seen.add(criterion.id);
  }
  const sum = lesson.criteria.reduce((total, criterion) => total + criterion.points, 0);
  if (sum !== LESSON_POINTS)
    throw new Error(
      `lesson ${lesson.folder}: its criteria are worth ${sum} points, they must be worth ${LESSON_POINTS}`,
    );
  return lesson;
}

export function defineMistake(mistake: Mistake): Mistake {
  return mistake;
}
