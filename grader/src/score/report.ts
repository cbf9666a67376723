/** What grading a submission comes to: the one shape that every output format is made from. Types only. */
import type { LimitName } from "../evidence/evidence.ts";
import type { Dimension, Visibility } from "../lesson.ts";
import type { Text } from "../text.ts";

export const REPORT_SCHEMA_VERSION = 1;

export interface Report {
  readonly schemaVersion: typeof REPORT_SCHEMA_VERSION;
  readonly lesson: { readonly number: number; readonly folder: string; readonly title: Text };
  /** Id of the submission as given to `grade`. */
  readonly submission: string;
  /** `broker-lite 0.1.0`, `RabbitMQ 3.10.8`. */
  readonly broker: string;
  /** What the programs ran in. */
  readonly sandbox: "none" | "bwrap" | "docker";
  readonly seed: number;
  readonly score: number;
  /** Points that could be had: the lesson's, without those that were skipped. */
  readonly max: number;
  readonly passMark: number;
  /** `error`: the grader or the broker failed, or nothing was judged. Never a learner's fault. */
  readonly status: "pass" | "fail" | "error";
  readonly dimensions: Readonly<Partial<Record<Dimension, { readonly score: number; readonly max: number }>>>;
  /** In the order of `lesson.ts`. */
  readonly checks: readonly CheckReport[];
  readonly advice: readonly { readonly id: string; readonly text: Text }[];
  /** What the compiler or the type checker found, and programs that are missing. */
  readonly problems: readonly Problem[];
  readonly programs: readonly ProgramReport[];
  readonly wire: readonly ScenarioWire[];
  readonly durationMs: number;
  readonly error?: Text;
}

/** What one scenario showed on the wire. */
export interface ScenarioWire {
  readonly scenario: string;
  readonly title: Text;
  /** Hidden where only hidden criteria look at it. */
  readonly visibility: Visibility;
  readonly frames: readonly FrameLine[];
}

export interface CheckReport {
  readonly id: string;
  readonly dimension: Dimension;
  readonly visibility: Visibility;
  /** `not-judged`: an earlier failure took away what would have been looked at. `skipped`: this broker can't show it; not in the maximum. */
  readonly status: "pass" | "fail" | "not-judged" | "skipped" | "error";
  readonly points: number;
  readonly max: number;
  readonly title: Text;
  readonly expected?: Text;
  readonly seen?: Text;
  /** Scenario that shows what was seen. */
  readonly scenario?: string;
  /** Why it was not judged, skipped, or in error. */
  readonly because?: Text;
  readonly why: Text;
  readonly hints: readonly [Text, Text, Text];
  readonly frames: readonly FrameLine[];
}

/** One event as a line. `line` is the program's data: escape control characters where it is shown. */
export interface FrameLine {
  readonly number: number;
  readonly atMs: number;
  readonly program: string;
  /** `itself`: what happened to the TCP connection. */
  readonly direction: "to-broker" | "to-program" | "itself";
  readonly line: string;
  /** The same in every language, where it is no frame. */
  readonly words?: Text;
  readonly offending: boolean;
}

/** Something wrong with the files of a submission. */
export interface Problem {
  /**
   * `missing`, `ambiguous`, `unreadable`: no program to run. `refused`: a file that no submission may bring, such as a link, or too much of it.
   * `syntax`: it does not compile. `type`: the type checker's; it runs all the same.
   */
  readonly kind: "missing" | "ambiguous" | "unreadable" | "refused" | "syntax" | "type";
  /** Path below the submission's folder; empty where there is no file. */
  readonly file: string;
  /** From 1; 0 where there is no place to point at. */
  readonly line: number;
  readonly column: number;
  readonly message: Text;
  /** The tool's own words. */
  readonly detail?: string;
  /** Program that can't be run because of it. */
  readonly program?: string;
}

export interface ProgramReport {
  readonly scenario: string;
  readonly label: string;
  readonly arguments: readonly string[];
  readonly stdout: string;
  readonly stderr: string;
  readonly cutBytes: number;
  /** The limit that it went over, and was ended for. */
  readonly limit?: { readonly name: LimitName; readonly text: Text };
  /** Undefined where it still ran when the scenario ended. */
  readonly exit?: {
    readonly code: number | null;
    readonly signal: string | null;
    readonly cause: "itself" | "stopped" | "killed" | "deadline";
    readonly tookMs: number;
  };
}
