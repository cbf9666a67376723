/**
 * The result.json of Classroom 50 (foundation50/classroom50), the heir of GitHub Classroom. Who hands in what stands in the runner's
 * environment; at its top the format allows no other key.
 */
import type { Report } from "../score/report.ts";
import { say } from "../text.ts";
import { escapeForTerminal, escapeJson } from "./escape.ts";
import type { RenderOptions } from "./formats.ts";
import { explanationOf } from "./words.ts";

export function renderClassroom50(report: Report, options: RenderOptions): string {
  const { language, environment = process.env, gradedAt = new Date() } = options;
  const given = (name: string): string => environment[name] ?? "";
  const time = gradedAt.toISOString();
  const result = {
    schema: "classroom50/result/v1",
    classroom: given("CLASSROOM"),
    assignment: given("ASSIGNMENT"),
    assignment_type: given("ASSIGNMENT_TYPE"),
    owner: given("OWNER"),
    submission: given("SUBMISSION_TAG"),
    commit: given("COMMIT_URL"),
    release: given("RELEASE_URL"),
    review: given("REVIEW_URL"),
    datetime: time,
    graded_at: time,
    score: report.score,
    "max-score": report.max,
    tests: report.checks
      // What could not be shown by this broker is in no maximum.
      .filter(({ status }) => status !== "skipped")
      .map((check) => ({
        "test-name": check.id,
        passed: check.status === "pass",
        score: check.points,
        "max-score": check.max,
        title: escapeForTerminal(say(check.title, language)),
        dimension: check.dimension,
        status: check.status,
        ...(check.status === "pass" ? {} : { output: explanationOf(check, language) }),
      })),
    ...(given("USERNAME") === "" ? {} : { submitted_by: given("USERNAME") }),
  };
  return `${escapeJson(JSON.stringify(result, undefined, 2))}\n`;
}
