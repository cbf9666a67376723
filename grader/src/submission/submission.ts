/** A submission as scenarios use it: for each program how to start it, or why it can't be. Plain data, so that it can be sent to where they run. */
import type { Problem } from "../score/report.ts";

export interface PreparedSubmission {
  readonly id: string;
  /** Copies of its sources and what was compiled from them, on this machine. */
  readonly folder: string;
  /** By program name. */
  readonly programs: Readonly<Record<string, RunnableProgram>>;
  readonly problems: readonly Problem[];
  /** Folders that programs may name in what they print, and what a person knows them as. */
  readonly shownFolders: readonly (readonly [seen: string, shown: string])[];
}

export interface RunnableProgram {
  readonly file: string;
  /** What is started is `command ...arguments <the scenario's arguments>`; paths are those that the program sees. */
  readonly command: string;
  readonly arguments: readonly string[];
  readonly folder: string;
  /** Of the program with its helpers and packages; undefined where these are not in one file. */
  readonly digest?: string;
}
