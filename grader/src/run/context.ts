/** What passes between `grade()` and the thread in which hidden tests run. Plain data. */
import type { BrokerChoice } from "../backends/backend.ts";
import type { FrameLine, ProgramReport } from "../score/report.ts";
import type { Outcome } from "../score/score.ts";
import type { PreparedSubmission } from "../submission/submission.ts";
import type { Text } from "../text.ts";

/** Given to the hidden tests by vitest's `provide`. */
export interface GradingContext {
  readonly seed: number;
  readonly broker: BrokerChoice;
  readonly submissions: readonly PreparedSubmission[];
  /** Private to the run; removed after it. */
  readonly workFolder: string;
  /** Where started process groups are written down. */
  readonly registryFolder: string;
  /** Scenarios that may run side by side. */
  readonly concurrency: number;
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

/** Text of the annotation with which a scenario says that it has begun. */
export const STARTED = "scenario started";
