/** Waits that hold for a worker that consumes and for one that fetches with basic.get alike. Live; judges nothing. */
import { setTimeout as pause } from "node:timers/promises";
import { quote } from "grader";
import type { MethodEvent, Stage, StageProgram, Text } from "grader";

const POLL_MS = 20;
const MOST_POLLS = 250;

/** The first that comes; where none does, the first one's reason. */
export async function first<T>(...waits: readonly Promise<T>[]): Promise<T> {
  try {
    return await Promise.any(waits);
  } catch {
    return await Promise.race(waits);
  }
}

/** Whether a message is in the queue, so that it makes sense to wait for what becomes of it. */
export async function arrived(stage: Stage, queue: string): Promise<boolean> {
  return ((await stage.client.queue(queue))?.ready ?? 0) > 0;
}

/** Waits until the broker has given a message with this text to the program. */
export async function untilGiven(
  program: StageProgram,
  text: string,
  waitedFor: Text = {
    en: `${quote(text)} to be delivered to '${program.label}'`,
    "zh-CN": `${quote(text)} 投递给 '${program.label}'`,
  },
): Promise<MethodEvent> {
  const wait = { where: (event: MethodEvent) => event.content?.text === text, waitedFor };
  return await first(program.untilMethod("basic.deliver", wait), program.untilMethod("basic.get-ok", wait));
}

/** Waits until the program has settled the message with this text; one that settles by no-ack must have printed it. */
export async function untilSettled(program: StageProgram, text: string): Promise<void> {
  // Said of both steps: between which of them a program ends is often a race.
  const waitedFor = {
    en: `'${program.label}' to be given ${quote(text)} and to acknowledge it`,
    "zh-CN": `'${program.label}' 得到 ${quote(text)} 并确认它`,
  };
  const given = await untilGiven(program, text, waitedFor);
  if (await settlesAutomatically(program)) return await program.untilPrinted(text);
  const { method } = given;
  const tag = method.name === "basic.deliver" || method.name === "basic.get-ok" ? method.fields.deliveryTag : 0;
  const wait = {
    direction: "to-broker" as const,
    where: (event: MethodEvent) =>
      event.number > given.number &&
      event.connection === given.connection &&
      event.channel === given.channel &&
      settles(event, tag),
    waitedFor,
  };
  await first(
    program.untilMethod("basic.ack", wait),
    program.untilMethod("basic.reject", wait),
    program.untilMethod("basic.nack", wait),
  );
}

/**
 * Waits until the program has done so many tasks, whichever they are. Delivery tags count the deliveries of a channel, so that two acks
 * for one task are not taken for two tasks; a program with a channel for each task is waited for longer.
 */
export async function untilDone(program: StageProgram, count: number): Promise<void> {
  if (await settlesAutomatically(program)) {
    await first(program.untilMethod("basic.deliver", { count }), program.untilMethod("basic.get-ok", { count }));
    return;
  }
  const waitedFor = {
    en: `'${program.label}' to acknowledge ${count} tasks`,
    "zh-CN": `'${program.label}' 确认 ${count} 个任务`,
  };
  const wait = { direction: "to-broker", waitedFor } as const;
  await first(
    program.untilMethod("basic.ack", {
      ...wait,
      where: ({ method }) => method.name === "basic.ack" && method.fields.deliveryTag >= count,
    }),
    program.untilMethod("basic.ack", { ...wait, count: 2 * count }),
  );
}

/** Waits until the broker has seen that the consumers of a queue are gone, and has drawn its conclusions. */
export async function untilNobodyConsumes(stage: Stage, queue: string): Promise<void> {
  await untilQueue(stage, queue, ({ consumers }) => consumers === 0);
}

/** Waits until all messages of a queue have been given to somebody. */
export async function untilAllAreGiven(stage: Stage, queue: string): Promise<void> {
  await untilQueue(stage, queue, ({ ready }) => ready === 0);
}

/** Nothing tells of a change of these counts, so they are asked for; where they do not become so, the scenario goes on. */
async function untilQueue(
  stage: Stage,
  queue: string,
  holds: (found: { readonly ready: number; readonly consumers: number }) => boolean,
): Promise<void> {
  for (let polls = 0; polls < MOST_POLLS; polls += 1) {
    // Each answer decides whether to ask again.
    // oxlint-disable-next-line no-await-in-loop
    const found = await stage.client.queue(queue);
    if (found === undefined || holds(found)) return;
    // oxlint-disable-next-line no-await-in-loop
    await pause(POLL_MS);
  }
}

async function settlesAutomatically(program: StageProgram): Promise<boolean> {
  const { method } = await first(
    program.untilMethod("basic.consume", { direction: "to-broker" }),
    program.untilMethod("basic.get", { direction: "to-broker" }),
  );
  return (method.name === "basic.consume" || method.name === "basic.get") && method.fields.noAck;
}

function settles({ method }: MethodEvent, tag: number): boolean {
  if (method.name === "basic.reject") return method.fields.deliveryTag === tag;
  if (method.name !== "basic.ack" && method.name !== "basic.nack") return false;
  const { deliveryTag, multiple } = method.fields;
  return deliveryTag === tag || (multiple && (deliveryTag === 0 || deliveryTag > tag));
}
