/** `grader/run`: what a program that grades by itself needs. Lessons' hidden tests import `grader`. */
export { FORMATS, FORMAT_NAMES, type Format, type FormatName, type RenderOptions } from "../report/formats.ts";
export type { CheckReport, FrameLine, Problem, ProgramReport, Report } from "../score/report.ts";
export { withoutHidden } from "../score/visibility.ts";
export {
  createGrader,
  grade,
  randomSeed,
  type GradeOptions,
  type Grader,
  type ProgressEvent,
  type SubmissionSource,
} from "./grade.ts";
export { GraderError } from "./grader-error.ts";
