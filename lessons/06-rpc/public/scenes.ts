/** What the scenarios of this lesson share: questions, servers and clients to put them to, and waits. Live; nothing is judged here. */
import type { MethodEvent, Stage, StageInbox, StageProgram, StartOptions, WaitOptions } from "grader";

export const QUEUE = "rpc_queue";

/** A request that the grader sends to a server. */
export interface Question {
  readonly text: string;
  readonly correlationId: string;
  /** Undefined for a request that names nobody to answer. */
  readonly replyTo?: string;
}

/** A reply that the grader gives to a client, playing the server. */
export interface Answer {
  readonly n: string;
  readonly result: string;
}

/** A number whose result every server has at once. */
export function small(stage: Stage): string {
  return String(stage.random.integer(3, 28));
}

/** Different ones. */
export function smallNumbers(stage: Stage, count: number): string[] {
  return stage.random.shuffle(Array.from({ length: 24 }, (_, index) => String(index + 3))).slice(0, count);
}

/** A request for which a private queue waits, so that its reply is known by where it goes as well as by its id. */
export async function question(stage: Stage, text: string): Promise<Question> {
  const inbox = await stage.client.inbox();
  return { text, correlationId: `${stage.random.word()}-${stage.random.word()}`, replyTo: inbox.queue };
}

export async function ask(stage: Stage, asked: Question): Promise<void> {
  const { text, correlationId, replyTo } = asked;
  await stage.client.publish({
    exchange: "",
    routingKey: QUEUE,
    body: text,
    correlationId,
    ...(replyTo === undefined ? {} : { replyTo }),
  });
}

/** Waits for something that a wrong program may never do, and says whether it came; the scenario goes on either way. */
export async function came(wait: Promise<unknown>): Promise<boolean> {
  try {
    await wait;
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === "ScenarioStopped") return false;
    throw error;
  }
}

/** The first wait that is fulfilled; where all are in vain, the scenario stops with what the first one waited for. */
export async function firstOf<T>(...waits: readonly Promise<T>[]): Promise<T> {
  try {
    return await Promise.any(waits);
  } catch (error) {
    throw error instanceof AggregateError ? error.errors[0] : error;
  }
}

/**
 * A server that consumes. One that relies on somebody else to declare the queue gets it declared by the client, so that
 * everything but that can be judged.
 */
export async function readyServer(stage: Stage): Promise<StageProgram> {
  const server = stage.startReady("rpc-server");
  if (await came(server)) return await server;
  const client = stage.start("rpc-client", { arguments: ["1"] });
  await client.untilMethod("basic.publish");
  await client.kill();
  await stage.client.purgeQueue(QUEUE);
  return await stage.startReady("rpc-server");
}

/** A client that has sent this many requests; one that relies on the server to declare the queue gets it declared. */
export async function askingClient(stage: Stage, options: StartOptions, count: number): Promise<StageProgram> {
  const client = stage.start("rpc-client", options);
  await requests(client, count);
  if ((await stage.client.queue(QUEUE)) !== undefined) return client;
  await client.kill();
  const server = await stage.startReady("rpc-server");
  await server.kill();
  const again = stage.start("rpc-client", options);
  await requests(again, count);
  return again;
}

export function requests(client: StageProgram, count: number, options: WaitOptions = {}): Promise<MethodEvent> {
  return client.untilMethod("basic.publish", {
    ...options,
    count,
    where: ({ method }) => method.name === "basic.publish" && method.fields.routingKey === QUEUE,
    waitedFor: {
      en: `${count} of the requests of '${client.label}' to go to '${QUEUE}'`,
      "zh-CN": `'${client.label}' 向 '${QUEUE}' 发出第 ${count} 个请求`,
    },
  });
}

/** How many requests a client sends before it is given any answer, up to this many. */
export async function mostAtOnce(client: StageProgram, maximum: number): Promise<number> {
  if (await came(requests(client, maximum))) return maximum;
  // It has said nothing for a while: what has not come by now does not come.
  for (let count = maximum - 1; count > 1; count -= 1)
    if (await came(requests(client, count, { deadlineMs: 0 }))) return count;
  return 1;
}

/** Waits until requests have reached the grader, which plays the server, or the broker has refused the client. */
export async function arrived(peer: StageInbox, client: StageProgram, count: number): Promise<void> {
  const refused = client.untilMethod("channel.close", { direction: "to-program" });
  const waitedFor = {
    en: `the requests of '${client.label}' to arrive in '${QUEUE}'`,
    "zh-CN": `'${client.label}' 的请求到达 '${QUEUE}'`,
  };
  await firstOf<unknown>(peer.until(count, { waitedFor }), refused);
}

/** Waits until the server has been given so many messages. */
export function given(
  server: StageProgram,
  count: number,
  where: (event: MethodEvent) => boolean = () => true,
): Promise<MethodEvent> {
  const names = ["basic.deliver", "basic.get-ok"] as const;
  return firstOf(...names.map((name) => server.untilMethod(name, { count, where })));
}

/** Waits until the server has acknowledged this request, unless it consumes without acknowledgements. */
export async function acknowledged(server: StageProgram, asked: Question): Promise<void> {
  const consumes = await came(server.untilMethod("basic.consume", { deadlineMs: 0 }));
  if (consumes) {
    const { method } = await server.untilMethod("basic.consume");
    if (method.name === "basic.consume" && method.fields.noAck) return;
  }
  const delivery = await given(server, 1, (event) => event.content?.properties.correlationId === asked.correlationId);
  if (delivery.method.name !== "basic.deliver" && delivery.method.name !== "basic.get-ok") return;
  const { deliveryTag } = delivery.method.fields;
  await server.untilMethod("basic.ack", {
    direction: "to-broker",
    where: ({ method, channel }) =>
      method.name === "basic.ack" &&
      channel === delivery.channel &&
      (method.fields.deliveryTag === deliveryTag ||
        (method.fields.multiple && (method.fields.deliveryTag === 0 || method.fields.deliveryTag > deliveryTag))),
    waitedFor: {
      en: `'${server.label}' to acknowledge the request '${asked.text}'`,
      "zh-CN": `'${server.label}' 确认请求 '${asked.text}'`,
    },
  });
}

/** Waits for a reply of the server to this request, wherever it goes. */
export function replied(server: StageProgram, asked: Question): Promise<MethodEvent> {
  return server.untilMethod("basic.publish", {
    where: ({ method, content }) =>
      (method.name === "basic.publish" && method.fields.routingKey === asked.replyTo) ||
      content?.properties.correlationId === asked.correlationId,
    waitedFor: {
      en: `the reply of '${server.label}' to the request '${asked.text}'`,
      "zh-CN": `'${server.label}' 对请求 '${asked.text}' 的回复`,
    },
  });
}
