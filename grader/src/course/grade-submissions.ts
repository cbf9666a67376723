/** Grades the course's own submissions of one lesson, and puts each beside its report and what that comes to. */
import type { GradeOptions, Grader } from "../run/grade.ts";
import type { Report } from "../score/report.ts";
import type { CourseLesson } from "./course.ts";
import type { CourseSubmission } from "./submissions.ts";
import { verdictOf, type KeptVerdict } from "./verdict.ts";

export interface GradedSubmission {
  readonly submission: CourseSubmission;
  readonly report: Report;
  readonly verdict: KeptVerdict;
}

/** In the order of the submissions. Their types are not checked: `npm run types` looks at these files with all others. */
export async function gradeSubmissions(
  grader: Grader,
  { lesson, folder }: CourseLesson,
  submissions: readonly CourseSubmission[],
  options: Omit<GradeOptions, "lesson" | "lessonFolder" | "submissions" | "checkTypes">,
): Promise<readonly GradedSubmission[]> {
  if (submissions.length === 0) return [];
  const reports = await grader.grade({ ...options, lesson, lessonFolder: folder, submissions, checkTypes: false });
  return submissions.map((submission, index) => {
    const report = reports[index];
    if (report === undefined) throw new Error(`${lesson.folder}: ${submission.id} was not graded`);
    return { submission, report, verdict: verdictOf(report) };
  });
}
