/** Which of the course's own submissions were asked for. */
import { SUBMISSION_KINDS, type SubmissionKind } from "../course/submissions.ts";
import { texts } from "./texts.ts";
import { UsageError } from "./usage-error.ts";

/** `solutions,right`, in the singular too; empty where nothing was said, which means all. */
export function kindsTyped(value: string | undefined): readonly SubmissionKind[] {
  if (value === undefined) return [];
  return value.split(",").map((word) => {
    const kind = SUBMISSION_KINDS.find((each) => each === word || `${each}s` === word);
    if (kind === undefined) throw new UsageError(texts.unknownKinds(value));
    return kind;
  });
}
