/** The gradebook of a class as data: a row for each learner and lesson, with what the tables and pages show of it, and no more. */
import type { Dimension } from "../../lesson.ts";
import type { CheckReport, Report } from "../../score/report.ts";
import type { Text } from "../../text.ts";
import type { CourseLesson } from "../../course/course.ts";
import type { PlannedRow } from "../run/plan.ts";
import type { Result } from "../run/task.ts";
import type { Learner } from "../submissions/learners.ts";
import { texts } from "./texts.ts";

/**
 * `error`: the grader or the machine failed. `refused`: it can't be read, or is of no lesson. `duplicate`: another submission has the same id.
 * `missing`: nothing was handed in.
 */
export type RowStatus = "pass" | "fail" | "error" | "refused" | "duplicate" | "missing";

/** Rows with these were not judged, though something was handed in. */
export const NOT_JUDGED: ReadonlySet<RowStatus> = new Set(["error", "refused", "duplicate"]);

export interface GradebookRow {
  readonly learner: Learner;
  readonly lesson: CourseLesson;
  readonly entries: readonly string[];
  readonly status: RowStatus;
  readonly judged?: Judged;
  /** Why there is no score, or what is wrong with the files. */
  readonly reason?: Text;
  /** Stands for the result; the same for two learners who handed in the same files. */
  readonly key?: string;
  /** Of the learner's own report, below the folder of reports, without its ending. */
  readonly reportFile: string;
}

export interface Judged {
  readonly score: number;
  readonly max: number;
  /** Of 100, with two decimals; undefined where nothing could be had. */
  readonly percent: number | undefined;
  readonly dimensions: Readonly<Partial<Record<Dimension, { readonly score: number; readonly max: number }>>>;
  readonly checks: readonly Pick<CheckReport, "id" | "status">[];
}

export function gradebookRow(row: PlannedRow, result: Result | undefined): GradebookRow {
  const { learner, lesson, entries, planned } = row;
  const base = { learner, lesson, entries, reportFile: `${fileName(learner.id)}/${lesson.lesson.folder}` };
  if (planned.kind !== "task") {
    return planned.kind === "missing"
      ? { ...base, status: "missing" }
      : { ...base, status: planned.kind, reason: planned.reason };
  }
  const { key } = planned;
  if (result === undefined) return { ...base, key, status: "error", reason: texts.notGraded };
  const { outcome } = result;
  if (outcome.kind === "failed") return { ...base, key, status: "error", reason: outcome.reason };
  const { report } = outcome;
  const reason = report.error ?? problemOf(report);
  return {
    ...base,
    key,
    status: report.status,
    ...(report.status === "error" ? {} : { judged: judgedOf(report) }),
    ...(reason === undefined ? {} : { reason }),
  };
}

function judgedOf(report: Report): Judged {
  const { score, max, dimensions } = report;
  return {
    score,
    max,
    percent: max === 0 ? undefined : Math.round((score / max) * 10_000) / 100,
    dimensions,
    checks: report.checks.map(({ id, status }) => ({ id, status })),
  };
}

/** What keeps a program from running, if anything does. */
function problemOf(report: Report): Text | undefined {
  return report.problems.find(({ kind }) => kind !== "type")?.message;
}

/** A name for files that every system can have; different ids have different ones. */
export function fileName(id: string): string {
  const safe = id
    .replace(/[^\p{L}\p{N}._-]/gu, "_")
    .replace(/^[._]+|\.+$/gu, "")
    .slice(0, 60);
  // Names that Windows keeps for devices, and those that differ only in case, get a mark of their own.
  const plain =
    safe !== "" && safe === id && safe === safe.toLowerCase() && !/^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/u.test(safe);
  return plain ? safe : `${safe || "learner"}-${mark(id)}`;
}

/** FNV-1a, 32 bits: enough to keep apart the names in one class. */
function mark(text: string): string {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text, "utf8")) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, "0");
}
