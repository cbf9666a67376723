/** What passes between `grade()` and the thread in which hidden tests run. Plain data. */
import type { Visibility } from "../lesson.ts";
import type { SubmissionLimits } from "../sandbox/limits.ts";
import type { SandboxPlan } from "../sandbox/plan.ts";
import type { FrameLine, ProgramReport } from "../score/report.ts";
import type { Outcome } from "../score/score.ts";
import type { PreparedSubmission } from "../submission/submission.ts";
import type { Text } from "../text.ts";
import type { BrokerToOpen } from "./broker-keeper.ts";

/** Given to the hidden tests by vitest's `provide`. */
export interface GradingContext {
  readonly seed: number;
  readonly broker: BrokerToOpen;
  readonly submissions: readonly PreparedSubmission[];
  /** Private to the run; removed after it. */
  readonly workFolder: string;
  /** Where started process groups are written down. */
  readonly registryFolder: string;
  /** Scenarios that may run side by side. */
  readonly concurrency: number;
  /** Where the management API of a broker given by its URL is, where that was said. */
  readonly management?: string;
  /** Taps delay every frame by up to this much; 0 for not at all. */
  readonly delayMaximumMs: number;
  readonly sandbox: SandboxPlan;
  readonly limits: SubmissionLimits;
  /** Submissions take over what was seen of the first one where they would show the same. */
  readonly sharesEvidence: boolean;
}

declare module "vitest" {
  interface ProvidedContext {
    grading: GradingContext | undefined;
  }
  interface TaskMeta {
    grading?: Finding;
  }
}

/** What one vitest test found, kept in its `meta`. */
export type Finding = ScenarioFinding | CriterionFinding | AdviceFinding;

export interface ScenarioFinding {
  readonly kind: "scenario";
  /** Index of the submission. */
  readonly submission: number;
  readonly name: string;
  readonly title: Text;
  /** Hidden where only hidden criteria look at it. */
  readonly visibility: Visibility;
  readonly broker?: string;
  readonly programs: readonly ProgramReport[];
  readonly frames: readonly FrameLine[];
  readonly durationMs: number;
  /** Our own failure. */
  readonly error?: Text;
}

export interface CriterionFinding {
  readonly kind: "criterion";
  readonly submission: number;
  readonly id: string;
  readonly outcome: Outcome;
}

export interface AdviceFinding {
  readonly kind: "advice";
  readonly submission: number;
  readonly id: string;
  readonly text?: Text;
}

/**
 * What a test says while it runs, as the text of an annotation: vitest passes these on at once, and results only now and then.
 * For a live display; what counts is in the findings.
 */
export type Mark =
  | { readonly kind: "scenario-started"; readonly submission: number; readonly scenario: string; readonly title: Text }
  | {
      readonly kind: "scenario-ended";
      readonly submission: number;
      readonly scenario: string;
      readonly durationMs: number;
    }
  | {
      readonly kind: "criterion-judged";
      readonly submission: number;
      readonly criterion: string;
      readonly status: Outcome["status"];
    };

const MARK = "grading ";

export function writeMark(mark: Mark): string {
  return MARK + JSON.stringify(mark);
}

/** Undefined for an annotation that is none of ours. */
export function readMark(text: string): Mark | undefined {
  return text.startsWith(MARK) ? (JSON.parse(text.slice(MARK.length)) as Mark) : undefined;
}
