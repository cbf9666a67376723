/**
 * Where the course tries its own submissions, most of them differ from the solution in one program: a scenario that starts only the others has been seen
 * already. Says when that is so; never asked where a submission is graded for its own sake.
 */
import type { PreparedSubmission } from "../submission/submission.ts";
import type { ScenarioResult } from "./scenario-runner.ts";

/** Whether the two have a program in common, byte for byte with all its helpers and packages. */
export function haveProgramInCommon(one: PreparedSubmission, other: PreparedSubmission): boolean {
  return Object.keys(one.programs).some((name) => isSameProgram(one, other, name));
}

/**
 * @param result what a scenario came to with the programs of `one`
 * @returns whether it would start the very same programs of `other`: which ones it starts depends on nothing but what those before did
 */
export function wouldBeSame(result: ScenarioResult, one: PreparedSubmission, other: PreparedSubmission): boolean {
  // What ended too early may have been in want of time, which is no property of the programs.
  if (result.kind !== "evidence" || result.evidence.stopped !== undefined) return false;
  const { programs } = result.evidence;
  return programs.length > 0 && programs.every(({ name }) => isSameProgram(one, other, name));
}

function isSameProgram(one: PreparedSubmission, other: PreparedSubmission, name: string): boolean {
  const digest = one.programs[name]?.digest;
  return digest !== undefined && digest === other.programs[name]?.digest;
}
