/**
 * What is declared on a RabbitMQ for the grading of a class, and what is said over it. Names hold the run's number, so that classes don't mix; workers
 * learn it from the beats that a class sends while it waits for results.
 */
import type { Options } from "amqplib";
import { isKey } from "../run/task.ts";

/** Fanout; it goes with the last worker. */
export const RUNS_EXCHANGE = "grader.runs";
export const RUNS_EXCHANGE_OPTIONS = { durable: false, autoDelete: true } as const satisfies Options.AssertExchange;

export interface RunQueues {
  readonly tasks: string;
  readonly results: string;
  readonly dead: string;
}

export function queuesOf(run: string): RunQueues {
  return { tasks: `grader.${run}.tasks`, results: `grader.${run}.results`, dead: `grader.${run}.dead` };
}

/** A run that nobody comes back to is gone after a week. */
const EXPIRES_MS = 7 * 24 * 3600 * 1000;
const QUORUM = { "x-queue-type": "quorum", "x-expires": EXPIRES_MS } as const;

/** Deliveries after the first. RabbitMQ counts the returns, so a task whose third worker dies is returned once too often. */
const REDELIVERIES = 2;
export const DELIVERIES = REDELIVERIES + 1;

/** In the order in which they are to be declared: nobody may die before there is a place for the dead. */
export function declarations(run: string): readonly (readonly [name: string, options: Options.AssertQueue])[] {
  const { tasks, results, dead } = queuesOf(run);
  return [
    [dead, { durable: true, arguments: QUORUM }],
    [results, { durable: true, arguments: QUORUM }],
    [
      tasks,
      {
        durable: true,
        arguments: {
          ...QUORUM,
          "x-delivery-limit": REDELIVERIES,
          "x-dead-letter-exchange": "",
          "x-dead-letter-routing-key": dead,
        },
      },
    ],
  ];
}

/** Said again and again by a class that waits for results. */
export interface Beat {
  readonly run: string;
  /** Of each lesson that it grades. */
  readonly digests: Readonly<Record<string, string>>;
  /** Nothing more will come. */
  readonly over: boolean;
}

/** How soon a worker hears of a class. */
export const BEAT_EVERY_MS = 1000;

export function writeBeat(beat: Beat): Buffer {
  return Buffer.from(JSON.stringify(beat));
}

/** Undefined for what is none. */
export function readBeat(content: Buffer): Beat | undefined {
  try {
    const { run, digests, over } = JSON.parse(content.toString("utf8")) as Partial<Beat>;
    return typeof run === "string" && /^[0-9a-f]{10}$/u.test(run) && typeof digests === "object" && digests !== null
      ? { run, digests, over: over === true }
      : undefined;
  } catch {
    return undefined;
  }
}

/** Types of messages. */
export const TASK = "task";
export const RESULT = "result";
/** A worker that has another version of the course says so to the class, instead of grading. */
export const OTHER_VERSION = "other-version";

export function keyOf(properties: { readonly messageId?: unknown }): string | undefined {
  return isKey(properties.messageId) ? properties.messageId : undefined;
}
