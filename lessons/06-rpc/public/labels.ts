/** Labels that scenarios note while they run, as the evidence shows them afterwards. Pure. */
import { records, type Evidence } from "grader";

/**
 * The label of a started program that was noted under this name. Evidence numbers the programs of a name only where there are
 * several, and a scenario that ended early has noted nothing; the first one is meant then.
 */
export function shownLabel(evidence: Evidence, program: string, note: string): string {
  const labels = records(evidence, program).map(({ label }) => label);
  const noted = evidence.notes[note];
  return labels.find((label) => label === noted) ?? labels[0] ?? program;
}
