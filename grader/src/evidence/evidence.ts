/**
 * The frozen record of one scenario: everything that was seen, nothing that was concluded. Pure data; the queries on it
 * are in the files beside this one.
 */
import type { Method, Properties } from "broker-lite/wire";
import type { Text } from "../text.ts";

export interface Evidence {
  readonly scenario: string;
  /** In the order in which the taps saw them; `events[i].number === i + 1`. */
  readonly events: readonly WireEvent[];
  readonly programs: readonly ProgramRecord[];
  /** Passive counts that the grader's own connection asked for. */
  readonly queues: readonly QueueObservation[];
  /** What the scenario did to the world (`killed`, `broker restarted`, `cut`), in order with the events. */
  readonly acts: readonly Act[];
  /** Values that the scenario chose or noted for its checks: bodies, keys, numbers. */
  readonly notes: Readonly<Record<string, unknown>>;
  /** Set where the scenario ended early, because something it waited for did not come. */
  readonly stopped?: Stopped;
}

export interface Stopped {
  readonly program?: string;
  /** What was waited for: "worker 1 to acknowledge 'x…'". */
  readonly waitedFor: Text;
  /** Why waiting ended: its deadline, or the program's end. */
  readonly reason: "deadline" | "program-ended";
  readonly afterEvent: number;
}

export type WireEvent = MethodEvent | ConnectionEvent;

interface EventBase {
  /** From 1, over all connections of the scenario. */
  readonly number: number;
  /** Milliseconds since the scenario began, monotonic. */
  readonly atMs: number;
  /** Label of the program: `worker 1`. */
  readonly program: string;
  /** Connection of that program, from 1. */
  readonly connection: number;
}

/** One method, with its content where it has one (basic.publish, return, deliver, get-ok). */
export interface MethodEvent extends EventBase {
  readonly kind: "method";
  readonly direction: "to-broker" | "to-program";
  readonly channel: number;
  readonly method: Method;
  /** Absent while the content did not arrive in full. */
  readonly content?: Content;
}

export interface Content {
  readonly properties: Properties;
  /** Hexadecimal, so that evidence can be kept as JSON; `text` is its UTF-8 reading. */
  readonly bodyHex: string;
  readonly text: string;
}

/** The TCP connection itself. `closed-by-program` without a connection.close before it is an unclean end. */
export interface ConnectionEvent extends EventBase {
  readonly kind: "opened" | "closed-by-program" | "closed-by-broker" | "cut-by-grader" | "malformed";
  readonly detail?: string;
}

export interface ProgramRecord {
  /** Label: the program's name, with a number where a scenario starts several: `send`, but `worker 1` and `worker 2`. */
  readonly label: string;
  readonly name: string;
  readonly arguments: readonly string[];
  readonly stdout: string;
  readonly stderr: string;
  /** Bytes cut from the output because it was over the cap. */
  readonly cutBytes: number;
  readonly startedAfterEvent: number;
  /** Undefined where it was still running when the scenario ended and had to be killed then. */
  readonly exit?: ProgramExit;
  /** The limit that it went over, and was ended for. */
  readonly limit?: LimitName;
  /** Absent where the system does not tell (anywhere but on Linux, in a container). */
  readonly rests?: readonly Rest[];
}

/** The program was connected or not, and waited: it neither ran nor wanted to, and nothing that it had sent was on its way. */
export interface Rest {
  /** Its own event before; 0 for none. */
  readonly afterEvent: number;
  /** For at least so many milliseconds. Only what takes a tenth of a second is kept. */
  readonly ms: number;
}

/** What a submission may use; the figures are in `sandbox/limits.ts`. */
export type LimitName =
  | "programSeconds"
  | "submissionSeconds"
  | "cpuSeconds"
  | "memoryMiB"
  | "processes"
  | "openFiles"
  | "outputMiB"
  | "amqpMiB"
  | "fileMiB"
  | "diskMiB"
  | "sourceFiles"
  | "sourceMiB";

export interface ProgramExit {
  readonly code: number | null;
  readonly signal: string | null;
  /** Who ended it. */
  readonly cause: "itself" | "stopped" | "killed" | "deadline";
  readonly afterEvent: number;
  /** Milliseconds from the request to stop (or, where it ended itself, from its start). */
  readonly tookMs: number;
}

export interface QueueObservation {
  readonly queue: string;
  readonly afterEvent: number;
  /** Undefined where there is no such queue. */
  readonly found?: { readonly ready: number; readonly consumers: number };
}

export interface Act {
  readonly name: string;
  readonly afterEvent: number;
}
