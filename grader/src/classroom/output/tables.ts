/** The gradebook as tables: ours, and what Canvas and Moodle import. A score that is not there is an empty cell, which overwrites nothing. */
import { DIMENSIONS, LESSON_POINTS } from "../../lesson.ts";
import type { CourseLesson } from "../../course/course.ts";
import { say, type Language } from "../../text.ts";
import { csvText, type Cell } from "../../csv.ts";
import type { Learner } from "../submissions/learners.ts";
import type { GradebookRow } from "./gradebook.ts";

/** Excel takes a file for UTF-8 only where it begins with this. */
const BYTE_ORDER_MARK = "\ufeff";

/** A row for each learner and lesson. It says the same wherever and however often the class was graded. */
export function gradebookCsv(rows: readonly GradebookRow[], language: Language): string {
  const header = [
    "id",
    "name",
    "email",
    "lesson",
    "status",
    "score",
    "max",
    ...DIMENSIONS.flatMap((dimension) => [dimension, `${dimension} max`]),
    "lost",
    "not judged",
    "reason",
    "report",
  ];
  const lines = rows.map((row): readonly Cell[] => {
    const { learner, lesson, status, judged, reason, reportFile } = row;
    const ids = (wanted: string): string =>
      (judged?.checks ?? []).flatMap((check) => (check.status === wanted ? [check.id] : [])).join(" ");
    return [
      learner.id,
      learner.name,
      learner.email,
      lesson.lesson.folder,
      status,
      judged?.score,
      judged?.max,
      ...DIMENSIONS.flatMap((dimension) => [judged?.dimensions[dimension]?.score, judged?.dimensions[dimension]?.max]),
      ids("fail"),
      ids("not-judged"),
      reason === undefined ? undefined : say(reason, language),
      hasReport(row) ? `learners/${reportFile}.html` : undefined,
    ];
  });
  return BYTE_ORDER_MARK + csvText([header, ...lines]);
}

/** As Canvas exports it and takes it back: it knows learners by ID, or by a SIS id; a new column becomes an assignment. */
export function canvasCsv(rows: readonly GradebookRow[]): string {
  const lessons = lessonsOf(rows);
  const header = [
    "Student",
    "ID",
    "SIS User ID",
    "SIS Login ID",
    "Section",
    ...lessons.map(({ lesson }) => `Lesson ${lesson.number}: ${lesson.title.en}`),
  ];
  const possible = ["    Points Possible", "", "", "", "", ...lessons.map(() => LESSON_POINTS)];
  const lines = byLearner(rows).map(({ learner, own }) => [
    learner.name,
    /^\d+$/u.test(learner.id) ? learner.id : undefined,
    learner.sisId ?? (/^\d+$/u.test(learner.id) ? undefined : learner.id),
    learner.login ?? learner.email,
    learner.section,
    ...lessons.map((lesson) => percentOf(own, lesson)),
  ]);
  return csvText([header, possible, ...lines]);
}

/**
 * Of one lesson it is Moodle's grading worksheet, to be uploaded where the assignment is graded; of several a table for the import of grades, where each
 * column is mapped to its grade item.
 */
export function moodleCsv(rows: readonly GradebookRow[], language: Language): string {
  const lessons = lessonsOf(rows);
  const [only] = lessons;
  const learners = byLearner(rows);
  if (only === undefined || lessons.length > 1) {
    return csvText([
      ["Identifier", "Full name", "Email address", ...lessons.map(({ lesson }) => `Lesson ${lesson.number}`)],
      ...learners.map(({ learner, own }) => [...who(learner), ...lessons.map((lesson) => percentOf(own, lesson))]),
    ]);
  }
  return csvText([
    [
      "Identifier",
      "Full name",
      "Email address",
      "Grade",
      "Maximum Grade",
      "Last modified (grade)",
      "Feedback comments",
    ],
    ...learners.map(({ learner, own }) => [
      ...who(learner),
      percentOf(own, only),
      LESSON_POINTS,
      // Moodle writes a dash for what was never graded.
      "-",
      feedback(own[0], language),
    ]),
  ]);
}

/** Moodle's number of a participant is part of the names that it gives to what it hands out. */
function who({ id, name, email, platform }: Learner): readonly Cell[] {
  return [platform === "moodle" && /^\d+$/u.test(id) ? `Participant ${id}` : id, name, email];
}

export function lessonsOf(rows: readonly GradebookRow[]): readonly CourseLesson[] {
  return [...new Map(rows.map(({ lesson }) => [lesson.lesson.number, lesson])).values()].toSorted(
    (one, other) => one.lesson.number - other.lesson.number,
  );
}

/** Rows of one submission stand together; two submissions with one id stay two. */
export function byLearner(
  rows: readonly GradebookRow[],
): readonly { readonly learner: Learner; readonly own: readonly GradebookRow[] }[] {
  const groups = new Map<Learner, GradebookRow[]>();
  for (const row of rows) groups.set(row.learner, [...(groups.get(row.learner) ?? []), row]);
  return [...groups].map(([learner, own]) => ({ learner, own }));
}

/** Whether there is a report of the learner's own. */
export function hasReport(row: GradebookRow): boolean {
  return row.judged !== undefined;
}

function percentOf(own: readonly GradebookRow[], lesson: CourseLesson): number | undefined {
  return own.find((row) => row.lesson === lesson)?.judged?.percent;
}

/** Titles of what was lost; Moodle shows it to the learner. */
function feedback(row: GradebookRow | undefined, language: Language): string | undefined {
  if (row === undefined) return undefined;
  if (row.judged === undefined) return row.reason === undefined ? undefined : say(row.reason, language);
  const lost = row.judged.checks.flatMap((check) => (check.status === "fail" ? [check.id] : []));
  return row.lesson.lesson.criteria
    .filter(({ id }) => lost.includes(id))
    .map(({ title }) => `✗ ${say(title, language)}`)
    .join("; ");
}
