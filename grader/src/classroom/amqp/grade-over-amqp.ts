/** Grades the tasks of a class by workers elsewhere: publishes them, takes the results, keeps each before it is acknowledged, and tidies up. */
import type { Channel, ChannelModel, ConfirmChannel, ConsumeMessage } from "amqplib";
import { Deferred } from "../../deferred.ts";
import { escapeToLine } from "../../report/escape.ts";
import type { Text } from "../../text.ts";
import type { RunState } from "../run/state.ts";
import { unpackResult, type Result } from "../run/task.ts";
import { AmqpError, keepConnected } from "./connection.ts";
import {
  BEAT_EVERY_MS,
  declarations,
  keyOf,
  OTHER_VERSION,
  queuesOf,
  RUNS_EXCHANGE,
  RUNS_EXCHANGE_OPTIONS,
  TASK,
  writeBeat,
} from "./names.ts";
import { texts } from "./texts.ts";

export interface GradeOverAmqpOptions {
  readonly url: string;
  readonly keys: readonly string[];
  readonly state: RunState;
  /** Of the lessons that are graded, by folder name. */
  readonly digests: ReadonlyMap<string, string>;
  readonly signal: AbortSignal;
  /** Called for each result, after it was kept. */
  readonly onResult: (result: Result) => void;
  readonly onWorkers: (workers: number) => void;
  /** A line for the teacher. */
  readonly tell: (text: Text) => void;
  /** For how long a broker may stay away. */
  readonly patienceMs?: number;
}

const PATIENCE_MS = 120_000;
/** Results at once on their way: each is written to disk before the next. */
const PREFETCH = 16;
const PUBLISH_AT_ONCE = 16;
const LONGEST_NAME = 100;

/**
 * @throws AmqpError where the broker can't be used; the signal's reason where it is given up. The queues then stay, and the next call goes on with them.
 */
export async function gradeOverAmqp(options: GradeOverAmqpOptions): Promise<void> {
  const { url, keys, signal, tell, patienceMs = PATIENCE_MS } = options;
  if (keys.length === 0) return;
  const waiting = new Set(keys);
  const strangers = new Set<string>();
  try {
    await keepConnected(
      {
        url,
        signal,
        patienceMs,
        name: `grader class ${options.state.run}`,
        onLost: (error) => tell(texts.lost(error.text)),
        onBack: () => tell(texts.back),
      },
      (connection) => session(connection, waiting, strangers, options),
    );
  } catch (error) {
    if (!(error instanceof AmqpError)) throw error;
    const text = texts.gaveUp(error.text, keys.length - waiting.size, keys.length);
    throw new AmqpError(text, { final: error.final, cause: error });
  }
}

/** Resolves when all results are there. */
async function session(
  connection: ChannelModel,
  waiting: Set<string>,
  strangers: Set<string>,
  options: GradeOverAmqpOptions,
): Promise<void> {
  const { state, tell } = options;
  connection.on("blocked", () => tell(texts.blocked));
  await forgetIfGone(connection, state);
  const channel = await connection.createConfirmChannel();
  const over = new Deferred<void>();
  // What the broker refuses closes the channel and says why.
  channel.on("error", (error) => over.reject(error));
  over.promise.catch(() => undefined);
  for (const [name, queue] of declarations(state.run)) await channel.assertQueue(name, queue);
  await takeResults(channel, waiting, strangers, options, over);
  const stopBeats = await beat(connection, options, over);
  try {
    await Promise.race([publishTasks(channel, waiting, options), over.promise]);
    if (waiting.size === 0) over.resolve();
    await over.promise;
  } finally {
    stopBeats();
  }
  await tidyUp(connection, channel, options);
}

/** A broker that lost the queue has lost its tasks: they are to be published again. */
async function forgetIfGone(connection: ChannelModel, state: RunState): Promise<void> {
  if (state.published.size === 0) return;
  const probe = await connection.createChannel();
  probe.on("error", () => undefined);
  try {
    await probe.checkQueue(queuesOf(state.run).tasks);
    await probe.close();
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === 404)) throw error;
    await state.forgetPublished();
  }
}

async function takeResults(
  channel: ConfirmChannel,
  waiting: Set<string>,
  strangers: Set<string>,
  { state, onResult, tell }: GradeOverAmqpOptions,
  over: Deferred<void>,
): Promise<void> {
  const { results, dead } = queuesOf(state.run);
  let last: Promise<void> = Promise.resolve();

  async function keep(message: ConsumeMessage, read: () => Promise<Result | undefined>): Promise<void> {
    // A result that comes a second time changes nothing: the first one counts.
    const key = keyOf(message.properties);
    if (key !== undefined && waiting.has(key)) {
      const result = await read();
      if (result !== undefined && result.key === key) {
        await state.keepResult(result);
        if (waiting.delete(key)) onResult(result);
      }
    }
    channel.ack(message);
    if (waiting.size === 0) over.resolve();
  }

  // One after the other, so that two copies of a result don't meet.
  const inTurn =
    (read: (message: ConsumeMessage) => Promise<Result | undefined>) => (message: ConsumeMessage | null) => {
      if (message === null) {
        over.reject(new Error("a queue of the class was deleted by somebody else"));
        return;
      }
      last = last.then(() => keep(message, () => read(message))).catch((error: unknown) => over.reject(error));
    };

  function note(message: ConsumeMessage): void {
    const worker = escapeToLine(message.content.toString("utf8")).slice(0, LONGEST_NAME);
    if (!strangers.has(worker)) tell(texts.otherVersionThere(worker));
    strangers.add(worker);
    channel.ack(message);
  }

  await channel.prefetch(PREFETCH);
  const inTurnResult = inTurn(async (message) => await unpackResult(message.content).catch(() => undefined));
  await channel.consume(results, (message) => {
    // Notes of workers come the same way.
    if (message?.properties.type === OTHER_VERSION) note(message);
    else inTurnResult(message);
  });
  await channel.consume(
    dead,
    inTurn((message) => {
      const key = keyOf(message.properties);
      return Promise.resolve(
        key === undefined ? undefined : { key, outcome: { kind: "failed", reason: texts.killedWorkers } },
      );
    }),
  );
}

async function publishTasks(
  channel: ConfirmChannel,
  waiting: ReadonlySet<string>,
  { state }: GradeOverAmqpOptions,
): Promise<void> {
  const { tasks } = queuesOf(state.run);
  const open = [...waiting].filter((key) => !state.published.has(key));
  for (let from = 0; from < open.length; from += PUBLISH_AT_ONCE) {
    const keys = open.slice(from, from + PUBLISH_AT_ONCE);
    await Promise.all(
      keys.map(async (key) => {
        const content = await state.packedTask(key);
        await confirmed(channel, tasks, content, { messageId: key, type: TASK });
      }),
    );
    await state.keepPublished(keys);
  }
}

/** Persistent, and on disk when this resolves. */
function confirmed(
  channel: ConfirmChannel,
  queue: string,
  content: Buffer,
  properties: { readonly messageId: string; readonly type: string },
): Promise<void> {
  return new Promise((resolve, reject) => {
    channel.publish(
      "",
      queue,
      content,
      { ...properties, persistent: true, contentEncoding: "gzip" },
      (error: unknown) => (error === null || error === undefined ? resolve() : reject(error)),
    );
  });
}

/** Tells workers of the class, and looks how many there are. @returns a function that stops it */
async function beat(
  connection: ChannelModel,
  { state, digests, onWorkers }: GradeOverAmqpOptions,
  over: Deferred<void>,
): Promise<() => void> {
  const control = await connection.createChannel();
  control.on("error", (error) => over.reject(error));
  const content = writeBeat({ run: state.run, digests: Object.fromEntries(digests), over: false });
  const send = async (): Promise<void> => {
    await control.assertExchange(RUNS_EXCHANGE, "fanout", RUNS_EXCHANGE_OPTIONS);
    control.publish(RUNS_EXCHANGE, "", content);
    const { consumerCount } = await control.checkQueue(queuesOf(state.run).tasks);
    onWorkers(consumerCount);
  };
  await send();
  const timer = setInterval(() => void send().catch((error: unknown) => over.reject(error)), BEAT_EVERY_MS);
  return () => clearInterval(timer);
}

/** Nothing of the class stays on the broker. */
async function tidyUp(connection: ChannelModel, channel: Channel, { state }: GradeOverAmqpOptions): Promise<void> {
  await channel.assertExchange(RUNS_EXCHANGE, "fanout", RUNS_EXCHANGE_OPTIONS);
  channel.publish(RUNS_EXCHANGE, "", writeBeat({ run: state.run, digests: {}, over: true }));
  for (const [name] of declarations(state.run)) await channel.deleteQueue(name);
  await channel.close();
  // Where no worker came, the exchange did not go with the last of them.
  const last = await connection.createChannel();
  last.on("error", () => undefined);
  await last.deleteExchange(RUNS_EXCHANGE, { ifUnused: true }).catch(() => undefined);
}
