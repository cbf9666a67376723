/** How far a grading is, from the events that it sends. */
import type { ProgressEvent } from "../run/grade.ts";
import { type Text, verbatim } from "../text.ts";

export interface Doing {
  readonly submission: string;
  /** The scenario that began last; empty before the first. */
  readonly scenario: Text;
}

/** @param all criteria to be judged, over all submissions */
export function countProgress(
  all: number,
  show: (done: number, all: number, doing: Doing) => void,
): (event: ProgressEvent) => void {
  let done = 0;
  let doing: Doing = { submission: "", scenario: verbatim("") };
  return (event) => {
    if (event.kind === "criterion-judged") done += 1;
    else if (event.kind === "scenario-started") doing = { submission: event.submission, scenario: event.title };
    else return;
    show(done, all, doing);
  };
}
