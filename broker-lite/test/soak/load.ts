/**
 * The mixed load of a soak, at a rate that the machine doesn't notice: publishers with confirms, consumers that acknowledge, reject and
 * give back, messages that expire and die, questions and answers, connections and queues that come and go, and somebody who looks at the
 * management API. Owns the clients; what becomes of each message is in the ledger.
 */
import { once } from "node:events";
import type { Socket } from "node:net";
import { connect, type Channel, type ChannelModel, type ConfirmChannel, type ConsumeMessage } from "amqplib";
import type { Random } from "../fuzz/random.ts";
import type { Ledger, Outcome } from "./ledger.ts";

export interface LoadOptions {
  readonly port: number;
  readonly httpPort: number;
  readonly random: Random;
  readonly ledger: Ledger;
  /** A round publishes so many messages in each way. */
  readonly messagesPerRound: number;
  /** First thing that must not be. */
  readonly onProblem: (problem: unknown) => void;
}

export interface Load {
  /** A bit of everything. Resolves when all that it published is confirmed and its visitors are gone. */
  round(): Promise<void>;
  /** Resolves when every message has come to its end. */
  drained(): Promise<void>;
  close(): Promise<void>;
}

const QUEUES = ["work", "timed", "dead", "expired", "questions"] as const;
const PREFETCH = 20;
const REQUEST_TIMEOUT_MS = 30_000;

export async function startLoad(options: LoadOptions): Promise<Load> {
  const { random, ledger, onProblem } = options;
  const clients = new Clients(options);
  const publisher = await (await clients.open()).createConfirmChannel();
  await declare(publisher);
  const consuming = await clients.open();
  const workers = await Promise.all([consuming.createChannel(), consuming.createChannel()]);
  for (const channel of workers) {
    await channel.prefetch(PREFETCH);
    await channel.consume("work", guarded(channel, treat));
    await channel.consume("dead", guarded(channel, settling("work", "died")));
    await channel.consume("expired", guarded(channel, settling("timed", "expired")));
  }
  const server = await (await clients.open()).createChannel();
  await server.consume("questions", guarded(server, answer));
  const asking = await (await clients.open()).createChannel();
  await asking.consume("amq.rabbitmq.reply-to", guarded(asking, hear), { noAck: true });

  function guarded(channel: Channel, take: (channel: Channel, message: ConsumeMessage) => void) {
    return (message: ConsumeMessage | null): void => {
      try {
        if (message === null) throw new Error("a consumer was cancelled");
        take(channel, message);
      } catch (error) {
        onProblem(error);
      }
    };
  }

  function treat(channel: Channel, message: ConsumeMessage): void {
    const number = numberIn(message.content);
    const fate = random.next();
    if (fate < 0.15 && !message.fields.redelivered) {
      ledger.redeliver(number);
      channel.nack(message, false, true);
    } else if (fate < 0.3) channel.reject(message, false);
    else settling("work", "acknowledged")(channel, message);
  }

  function settling(where: string, outcome: Outcome) {
    return (channel: Channel, message: ConsumeMessage): void => {
      ledger.settle(numberIn(message.content), where, outcome);
      channel.ack(message);
    };
  }

  function hear(_channel: Channel, message: ConsumeMessage): void {
    if (message.properties.correlationId !== String(numberIn(message.content))) throw new Error("a wrong answer");
    ledger.settle(numberIn(message.content), "questions", "answered");
  }

  return {
    async round() {
      for (let count = 0; count < options.messagesPerRound; count++) {
        const persistent = random.chance(0.7);
        publisher.publish("soak", "work.new", bodyOf(ledger.publish("work"), random), { persistent });
        publisher.sendToQueue("timed", bodyOf(ledger.publish("timed"), random), { persistent });
        const question = ledger.publish("questions");
        const replying = { replyTo: "amq.rabbitmq.reply-to", correlationId: String(question) };
        asking.sendToQueue("questions", bodyOf(question, random), replying);
      }
      await publisher.waitForConfirms();
      await visit(clients, ledger, random);
      await lookAtManagement(options.httpPort);
    },
    async drained() {
      // Each question goes through the broker and back: no waiting by the clock.
      while (ledger.underWayCount > 0) await publisher.checkQueue("timed");
    },
    close: () => clients.close(),
  };
}

function answer(channel: Channel, message: ConsumeMessage): void {
  const { replyTo, correlationId } = message.properties as { replyTo: string; correlationId: string };
  channel.sendToQueue(replyTo, message.content, { correlationId });
  channel.ack(message);
}

class Clients {
  readonly #options: LoadOptions;
  readonly #open = new Set<ChannelModel>();

  constructor(options: LoadOptions) {
    this.#options = options;
  }

  async open(): Promise<ChannelModel> {
    const model = await connect(`amqp://127.0.0.1:${this.#options.port}?heartbeat=5`);
    model.on("error", this.#options.onProblem);
    this.#open.add(model);
    model.once("close", () => this.#open.delete(model));
    return model;
  }

  /** No goodbye. amqplib itself would only notice by the heartbeats that don't come. */
  async lose(model: ChannelModel): Promise<void> {
    this.#open.delete(model);
    model.removeAllListeners("error").on("error", () => {});
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- amqplib does not say where its socket is
    const { stream } = model.connection as unknown as { readonly stream: Socket };
    const gone = once(stream, "close");
    stream.destroy();
    await gone;
  }

  async close(): Promise<void> {
    for (const model of this.#open) await model.close();
  }
}

function dyingTo(queue: string): object {
  return { "x-dead-letter-exchange": "", "x-dead-letter-routing-key": queue };
}

async function declare(channel: ConfirmChannel): Promise<void> {
  const more: Partial<Record<(typeof QUEUES)[number], object>> = {
    work: dyingTo("dead"),
    timed: { ...dyingTo("expired"), "x-message-ttl": 300 },
    dead: { "x-queue-type": "quorum" },
  };
  for (const queue of QUEUES) await channel.assertQueue(queue, { durable: true, arguments: more[queue] ?? {} });
  await channel.assertExchange("soak", "topic");
  await channel.bindQueue("work", "soak", "work.#");
}

/** Somebody comes, has things of his own, takes a look at the work of others and gives it back by going; not always with a goodbye. */
async function visit(clients: Clients, ledger: Ledger, random: Random): Promise<void> {
  const model = await clients.open();
  const channel = await model.createConfirmChannel();
  const { queue } = await channel.assertQueue("", { exclusive: true });
  await channel.assertExchange("visitors", "headers", { autoDelete: true, durable: false });
  await channel.bindQueue(queue, "visitors", "", { "x-match": "all", visitor: queue });
  await channel.assertQueue(`soon-gone-${random.below(20)}`, { durable: false, expires: 1000 });
  const number = ledger.publish("visitors");
  channel.publish("visitors", "", bodyOf(number, random), { headers: { visitor: queue } });
  const returned = ledger.publish("nowhere");
  channel.once("return", () => ledger.settle(returned, "nowhere", "returned"));
  channel.publish("soak", "nobody", bodyOf(returned, random), { mandatory: true });
  await channel.waitForConfirms();
  const message = await channel.get(queue, { noAck: true });
  if (message === false || numberIn(message.content) !== number) throw new Error("a visitor lost his message");
  ledger.settle(number, "visitors", "taken");
  const borrowed = await channel.get("work");
  if (borrowed !== false) ledger.redeliver(numberIn(borrowed.content));
  if (random.chance(0.7)) await model.close();
  else await clients.lose(model);
}

async function lookAtManagement(port: number): Promise<void> {
  for (const path of ["overview", "queues", "connections", "channels", "consumers", "bindings"])
    await management(port, path);
}

/** What the API says, parsed. Throws for anything but 200. */
export async function management(port: number, path: string): Promise<unknown> {
  const response = await fetch(`http://127.0.0.1:${port}/api/${path}`, {
    headers: { authorization: `Basic ${Buffer.from("guest:guest").toString("base64")}` },
    signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
  });
  if (!response.ok) throw new Error(`${path} is answered with ${response.status}`);
  return response.json();
}

function bodyOf(number: number, random: Random): Buffer {
  return Buffer.from(`${number} ${"x".repeat(random.below(500))}`);
}

function numberIn(body: Buffer): number {
  return Number(body.toString("latin1", 0, body.indexOf(" ")));
}
