/**
 * A worker: hears of classes on a RabbitMQ, grades their tasks, and acknowledges each when its result has been confirmed. It may be killed at any moment:
 * what it had in hand is then graded by another one.
 */
import type { ChannelModel, ConfirmChannel, ConsumeMessage } from "amqplib";
import { Deferred } from "../../deferred.ts";
import type { Text } from "../../text.ts";
import type { Lanes } from "../run/lanes.ts";
import { packResult, unpackTask, type Outcome, type Task } from "../run/task.ts";
import { AmqpError, keepConnected } from "./connection.ts";
import {
  keyOf,
  OTHER_VERSION,
  queuesOf,
  readBeat,
  RESULT,
  RUNS_EXCHANGE,
  RUNS_EXCHANGE_OPTIONS,
  type Beat,
} from "./names.ts";
import { texts } from "./texts.ts";

export interface WorkerOptions {
  readonly url: string;
  /** For people: host and process. */
  readonly name: string;
  /** Of the course as it is here, by the lesson's folder name. */
  readonly digests: ReadonlyMap<string, string>;
  readonly lanes: Pick<Lanes, "grade">;
  /** Tasks at once. */
  readonly jobs: number;
  /** Takes no more tasks; what is at work is finished. */
  readonly signal: AbortSignal;
  readonly tell: (text: Text) => void;
  readonly onWork: (work: { readonly run: string; readonly graded: number; readonly running: number }) => void;
}

/** What a worker has done, kept over lost connections: what comes again is answered at once. */
interface Memory {
  readonly running: Map<string, Promise<Outcome>>;
  /** The last few, in the order in which they were done. */
  readonly done: Map<string, Outcome>;
  graded: number;
  /** Failures of the machine since something was graded last. */
  failures: number;
}

const REMEMBERED = 16;
/** As often one after the other it is the machine that fails, not a submission; a machine that has never graded anything needs no more proof. */
const MOST_FAILURES = 3;

/** @throws AmqpError where the broker can't be used, or this machine can't grade; resolves when it was told to stop and is done */
export async function runWorker(options: WorkerOptions): Promise<void> {
  const { url, name, signal, tell } = options;
  const memory: Memory = { running: new Map(), done: new Map(), graded: 0, failures: 0 };
  // A session ends by itself when it is told to; where there is none, waiting for one is given up.
  const giveUp = new AbortController();
  let connected = false;
  const stop = (): void => {
    if (!connected) giveUp.abort();
  };
  signal.addEventListener("abort", stop, { once: true });
  try {
    await keepConnected(
      {
        url,
        signal: giveUp.signal,
        name: `grader worker ${name}`,
        onLost: (error) => {
          connected = false;
          if (signal.aborted) giveUp.abort();
          tell(texts.lost(error.text));
        },
        onBack: () => tell(texts.back),
      },
      async (connection) => {
        connected = true;
        await new Session(connection, options, memory).run();
      },
    );
  } catch (error) {
    if (!giveUp.signal.aborted) throw error;
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/** One connection's life. */
class Session {
  readonly #connection: ChannelModel;
  readonly #options: WorkerOptions;
  readonly #memory: Memory;
  readonly #over = new Deferred<void>();
  readonly #handling = new Set<Promise<void>>();
  /** By run; undefined where it is not for us. */
  readonly #runs = new Map<string, Promise<{ readonly channel: ConfirmChannel; readonly tag: string } | undefined>>();

  constructor(connection: ChannelModel, options: WorkerOptions, memory: Memory) {
    this.#connection = connection;
    this.#options = options;
    this.#memory = memory;
    this.#over.promise.catch(() => undefined);
  }

  async run(): Promise<void> {
    const { signal } = this.#options;
    const stop = (): void =>
      void this.#stop().then(
        () => this.#over.resolve(),
        (error) => this.#over.reject(error),
      );
    if (signal.aborted) return;
    signal.addEventListener("abort", stop, { once: true });
    try {
      const control = await this.#connection.createChannel();
      control.on("error", (error) => this.#over.reject(error));
      await control.assertExchange(RUNS_EXCHANGE, "fanout", RUNS_EXCHANGE_OPTIONS);
      const { queue } = await control.assertQueue("", { exclusive: true, autoDelete: true });
      await control.bindQueue(queue, RUNS_EXCHANGE, "");
      await control.consume(
        queue,
        (message) => {
          const beat = message === null ? undefined : readBeat(message.content);
          if (beat !== undefined) this.#hear(beat);
        },
        { noAck: true },
      );
      await this.#over.promise;
    } finally {
      signal.removeEventListener("abort", stop);
    }
  }

  #hear(beat: Beat): void {
    const { run, over } = beat;
    const joined = this.#runs.get(run);
    if (over) {
      this.#runs.delete(run);
      if (joined !== undefined) void this.#leave(run, joined);
    } else if (joined === undefined) {
      const joining = this.#join(beat);
      this.#runs.set(run, joining);
      joining.catch((error: unknown) => this.#over.reject(error));
    }
  }

  async #join({ run, digests }: Beat): Promise<{ readonly channel: ConfirmChannel; readonly tag: string } | undefined> {
    const { jobs, tell, name } = this.#options;
    const { tasks, results } = queuesOf(run);
    const channel = await this.#connection.createConfirmChannel();
    if (Object.entries(digests).some(([lesson, digest]) => this.#options.digests.get(lesson) !== digest)) {
      tell(texts.otherVersionHere(run));
      channel.on("error", () => undefined);
      channel.sendToQueue(results, Buffer.from(name), { type: OTHER_VERSION, persistent: true });
      await channel.waitForConfirms().catch(() => undefined);
      await channel.close().catch(() => undefined);
      return undefined;
    }
    channel.on("error", (error: Error & { readonly code?: number }) => {
      // A class that was over when we came has no queues any more.
      if (error.code === 404) this.#runs.delete(run);
      else this.#over.reject(error);
    });
    await channel.prefetch(jobs);
    try {
      const { consumerTag } = await channel.consume(tasks, (message) => {
        if (message !== null) this.#handle(this.#grade(run, channel, message));
      });
      tell(texts.workerJoins(run));
      return { channel, tag: consumerTag };
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === 404) return undefined;
      throw error;
    }
  }

  #handle(grading: Promise<void>): void {
    this.#handling.add(grading);
    grading
      .catch((error: unknown) => this.#over.reject(error))
      .finally(() => this.#handling.delete(grading))
      .catch(() => undefined);
  }

  async #leave(run: string, joined: Promise<{ readonly channel: ConfirmChannel } | undefined>): Promise<void> {
    const subscription = await joined.catch(() => undefined);
    if (subscription === undefined) return;
    this.#options.tell(texts.workerLeaves(run, this.#memory.graded));
    await subscription.channel.close().catch(() => undefined);
  }

  async #grade(run: string, channel: ConfirmChannel, message: ConsumeMessage): Promise<void> {
    const key = keyOf(message.properties);
    if (key === undefined) {
      // No task of ours: it goes to where tasks go that nobody can do.
      ignoringLoss(() => channel.nack(message, false, false));
      return;
    }
    const outcome = await this.#outcome(run, key, message.content);
    if (outcome.kind === "failed" && this.#isUnable()) {
      ignoringLoss(() => channel.nack(message));
      this.#over.reject(new AmqpError(texts.workerUnable(outcome.reason), { final: true }));
      return;
    }
    const packed = await packResult({ key, outcome });
    const kept = await this.#confirmed(channel, queuesOf(run).results, key, packed);
    if (kept) ignoringLoss(() => channel.ack(message));
  }

  /** Whether the result is safe. Where the connection is lost meanwhile, the task comes again, to us or to another one. */
  async #confirmed(channel: ConfirmChannel, queue: string, key: string, content: Buffer): Promise<boolean> {
    const properties = { messageId: key, type: RESULT, persistent: true, contentEncoding: "gzip" };
    let lost: (() => void) | undefined;
    try {
      return await new Promise<boolean>((resolve) => {
        lost = () => resolve(false);
        channel.once("close", lost);
        channel.sendToQueue(queue, content, properties, (error: unknown) =>
          resolve(error === null || error === undefined),
        );
      });
    } catch {
      return false;
    } finally {
      if (lost !== undefined) channel.off("close", lost);
    }
  }

  async #outcome(run: string, key: string, content: Buffer): Promise<Outcome> {
    const { running, done } = this.#memory;
    const known = done.get(key);
    if (known !== undefined) return known;
    const begun = running.get(key) ?? this.#begin(key, content);
    running.set(key, begun);
    this.#show(run);
    try {
      const outcome = await begun;
      if (running.delete(key)) this.#remember(key, outcome);
      return outcome;
    } finally {
      running.delete(key);
      this.#show(run);
    }
  }

  async #begin(key: string, content: Buffer): Promise<Outcome> {
    let task: Task;
    try {
      task = await unpackTask(content);
      if (task.key !== key) throw new Error("its key is another one");
      if (task.courseDigest !== this.#options.digests.get(task.lesson))
        throw new Error("it is for another version of the course");
    } catch (error) {
      return { kind: "failed", reason: texts.badTask(error instanceof Error ? error.message : String(error)) };
    }
    const outcome = await this.#options.lanes.grade(task);
    if (outcome.kind === "failed") this.#memory.failures += 1;
    return outcome;
  }

  #remember(key: string, outcome: Outcome): void {
    if (outcome.kind === "failed") return;
    const { done } = this.#memory;
    this.#memory.failures = 0;
    this.#memory.graded += 1;
    done.set(key, outcome);
    for (const oldest of [...done.keys()].slice(0, Math.max(0, done.size - REMEMBERED))) done.delete(oldest);
  }

  #isUnable(): boolean {
    const { graded, failures } = this.#memory;
    return failures >= (graded === 0 ? 1 : MOST_FAILURES);
  }

  #show(run: string): void {
    this.#options.onWork({ run, graded: this.#memory.graded, running: this.#memory.running.size });
  }

  /** Takes nothing new, and finishes what is at work. */
  async #stop(): Promise<void> {
    for (const joined of this.#runs.values()) {
      const subscription = await joined.catch(() => undefined);
      await subscription?.channel.cancel(subscription.tag).catch(() => undefined);
    }
    await Promise.allSettled(this.#handling);
    for (const joined of this.#runs.values()) {
      const subscription = await joined.catch(() => undefined);
      await subscription?.channel.close().catch(() => undefined);
    }
  }
}

/** A channel that is gone has given its deliveries back already. */
function ignoringLoss(act: () => void): void {
  try {
    act();
  } catch {
    // Nothing is left to be done.
  }
}
