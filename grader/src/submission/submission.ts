/** A submission as scenarios use it: for each program how to start it, or why it can't be. Plain data, so that it can be sent to where they run. */
import type { Problem } from "../score/report.ts";

export interface PreparedSubmission {
  readonly id: string;
  /** Folder in which its programs run. */
  readonly folder: string;
  /** By program name. */
  readonly programs: Readonly<Record<string, RunnableProgram>>;
  readonly problems: readonly Problem[];
}

export interface RunnableProgram {
  readonly file: string;
  /** What is started is `command ...arguments <the scenario's arguments>`. */
  readonly command: string;
  readonly arguments: readonly string[];
  readonly folder: string;
}
