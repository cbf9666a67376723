/** What a hidden test file says: the words in which scenarios and criteria are written. Types only. */
import type { Verdict } from "../checks/verdict.ts";
import type { Evidence } from "../evidence/evidence.ts";
import type { Stage } from "../stage/stage.ts";
import type { Text } from "../text.ts";

/** Names a scenario, to be given to the criteria that judge it. */
export interface Scenario {
  readonly name: string;
}

export interface ScenarioOptions {
  /** The scenario calls `stage.restartBroker()`. Where the broker may not be restarted it is skipped, with what it would be judged for. */
  readonly restartsBroker?: boolean;
  /** The scenario asks for an unreachable broker only, so it needs none. Saves a vhost; nothing else changes. */
  readonly needsBroker?: boolean;
}

type EvidenceOf<S extends readonly Scenario[]> = { readonly [K in keyof S]: Evidence };

/** Judges by one scenario's evidence, or by that of several. */
interface Judged<Answer> {
  (id: string, scenario: Scenario, check: (evidence: Evidence) => Answer): void;
  <const S extends readonly Scenario[]>(id: string, scenarios: S, check: (evidence: EvidenceOf<S>) => Answer): void;
}

export interface HiddenTestsWords {
  /** Acts once for each submission; what was seen is judged by the criteria that name it. Its English title is its name; two may not have the same. */
  readonly scenario: (title: Text, act: (stage: Stage) => Promise<void>, options?: ScenarioOptions) => Scenario;
  /** Judges a criterion of `lesson.ts`, by its id; each exactly once. The check is pure: it sees the evidence and nothing else. */
  readonly criterion: Judged<Verdict>;
  /** Advice that costs no points; undefined where there is none to give. */
  readonly advise: Judged<Text | undefined>;
}
