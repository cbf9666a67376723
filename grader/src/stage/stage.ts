/**
 * What a scenario can do: start and end programs, talk to the broker itself, break things, wait. All live; nothing is judged here.
 * Every wait has a deadline and says what it waited for; where it does not come, the scenario ends there and the evidence says so
 * (`Evidence.stopped`), so that scenarios read straight on.
 */
import type { MethodName } from "broker-lite/wire";
import type { MethodEvent, ProgramExit } from "../evidence/evidence.ts";
import type { Text } from "../text.ts";

export interface Stage {
  readonly random: Random;
  /** The grader's own connection, not tapped: what it does is no evidence against the submission. */
  readonly client: StageClient;
  /**
   * Starts a program and returns at once. They are labelled `worker 1`, `worker 2`, …; in the evidence, one that was started only once
   * is labelled by its name alone, and both ways of naming it find it.
   */
  start(program: string, options?: StartOptions): StageProgram;
  /** Starts a program and waits until it has ended. */
  run(program: string, options?: StartOptions): Promise<StageProgram>;
  /** Starts a consumer and waits until it consumes (or first asks with basic.get). */
  startReady(program: string, options?: StartOptions): Promise<StageProgram>;
  /** Stops the broker in good order and starts it again; the scenario's connections are cut. Returns when it takes connections. */
  restartBroker(): Promise<void>;
  /** Waits until a condition over everything seen so far holds; asked again after every event and every piece of output. */
  until(condition: () => boolean, waitedFor: Text, options?: WaitOptions): Promise<void>;
  /** Keeps a value for the checks: `evidence.notes.task`. */
  note(name: string, value: unknown): void;
}

export interface StartOptions {
  readonly arguments?: readonly string[];
  /** Added to the clean environment: WORK_UNIT_MS, RPC_TIMEOUT_MS. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Leads AMQP_URL to a port where nobody listens. */
  readonly brokerUnreachable?: boolean;
}

export interface WaitOptions {
  readonly deadlineMs?: number;
}

export interface StageProgram {
  readonly label: string;
  /** Waits for a frame of this program that is already there or still comes. */
  untilMethod<N extends MethodName>(name: N, options?: MethodWait): Promise<MethodEvent>;
  /** Waits until the text stands in its stdout. */
  untilPrinted(text: string, options?: WaitOptions): Promise<void>;
  untilExit(options?: ExitWait): Promise<ProgramExit>;
  /** SIGINT (what Ctrl+C sends), then waits for its end; killed after the contract's 10 s. */
  stop(signal?: "SIGINT" | "SIGTERM"): Promise<ProgramExit>;
  /** SIGKILL to the program and its children. */
  kill(): Promise<ProgramExit>;
  /** Faults at its tap. */
  readonly wire: WireFaults;
}

export interface ExitWait extends WaitOptions {
  /** It is ended earlier where it has been connected and then said nothing for so long, on the wire or in its output. */
  readonly silentMs?: number;
}

export interface MethodWait extends WaitOptions {
  readonly direction?: "to-broker" | "to-program";
  /** How many such events there must be; 1 unless told. */
  readonly count?: number;
  readonly where?: (event: MethodEvent) => boolean;
  /** What was waited for, in words; made from the method's name unless told. */
  readonly waitedFor?: Text;
}

export interface WireFaults {
  /** Cuts the TCP connections (reset, both sides). */
  cut(): void;
  /** Holds whole frames that match, and all that follow them in that direction, until released. */
  hold(direction: "to-broker" | "to-program", name: MethodName): Hold;
  /** Sends the next message that matches twice (basic.deliver: method, header and body). */
  duplicateNextDelivery(): void;
  /** Delays every frame by a random time up to this many milliseconds. */
  delay(maximumMs: number): void;
}

export interface Hold {
  /** Resolves when a frame is being held. */
  held(): Promise<void>;
  release(): void;
}

/** Seeded; every value is different from all others of the run. */
export interface Random {
  integer(minimum: number, maximum: number): number;
  pick<T>(from: readonly T[]): T;
  shuffle<T>(from: readonly T[]): T[];
  /** A word of lower-case letters. */
  word(): string;
  /** A few words with non-ASCII letters in them, to be passed as one argument or split at spaces. */
  sentence(wordCount?: number): string;
}

export interface StageClient {
  /** `exchange` "" is the default exchange. Resolves when the broker has confirmed. */
  publish(message: StageMessage): Promise<void>;
  /** Passive declare: undefined where there is no such queue. Recorded in the evidence. */
  queue(name: string): Promise<{ readonly ready: number; readonly consumers: number } | undefined>;
  exchangeExists(name: string): Promise<boolean>;
  /** A private queue bound to an exchange, to see what is published to it. */
  listen(exchange: string, bindingKey: string): Promise<StageInbox>;
  /** Consumes from a queue that the submission has declared; the grader answers or acknowledges by hand. */
  consume(queue: string): Promise<StageInbox>;
  /** A private queue of the grader's own: the name, and what arrives. For replies. */
  inbox(): Promise<StageInbox>;
  deleteQueue(name: string): Promise<void>;
  purgeQueue(name: string): Promise<void>;
}

export interface StageMessage {
  readonly exchange: string;
  readonly routingKey: string;
  readonly body: string;
  readonly persistent?: boolean;
  readonly replyTo?: string;
  readonly correlationId?: string;
  readonly headers?: Readonly<Record<string, unknown>>;
}

export interface StageInbox {
  /** Name of the queue behind it. */
  readonly queue: string;
  readonly received: readonly InboxMessage[];
  /** Waits until so many messages are there in all. */
  until(count: number, options?: WaitOptions & { readonly waitedFor?: Text }): Promise<readonly InboxMessage[]>;
  acknowledge(message: InboxMessage): Promise<void>;
  close(): Promise<void>;
}

export interface InboxMessage {
  readonly exchange: string;
  readonly routingKey: string;
  readonly text: string;
  readonly redelivered: boolean;
  readonly deliveryTag: number;
  readonly persistent: boolean;
  readonly replyTo?: string;
  readonly correlationId?: string;
  readonly headers: Readonly<Record<string, unknown>>;
}
