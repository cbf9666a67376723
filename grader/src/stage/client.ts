/**
 * The grader's own connection to the scenario's vhost, around the taps. What it does is no evidence; the counts that it asks for are.
 * Made when first used, and made again after a restart of the broker.
 */
import type { Channel, ChannelModel, ConfirmChannel } from "amqplib";
import type { BrokerAddress } from "../backends/backend.ts";
import { connectTo } from "../backends/probe.ts";
import type { QueueObservation } from "../evidence/evidence.ts";
import { Deferred } from "../deferred.ts";
import { DEADLINES } from "./deadlines.ts";
import { Inbox } from "./inbox.ts";
import type { StageClient, StageInbox, StageMessage } from "./stage.ts";
import { ScenarioStopped, type Watch } from "./watch.ts";

const NOT_FOUND = 404;
const RESOURCE_LOCKED = 405;

export interface LiveClientOptions {
  readonly address: BrokerAddress;
  readonly watch: Watch;
  readonly observe: (observation: Omit<QueueObservation, "afterEvent">) => void;
}

export class LiveClient implements StageClient {
  readonly #options: LiveClientOptions;
  #connection: Promise<ChannelModel> | undefined;
  #publishing: Promise<ConfirmChannel> | undefined;

  constructor(options: LiveClientOptions) {
    this.#options = options;
  }

  async publish(message: StageMessage): Promise<void> {
    this.#publishing ??= this.#connected().then(async (connection) => {
      const channel = await connection.createConfirmChannel();
      // An error that nobody listens for would end the grader; who asks for something looks at `refusalOf`.
      channel.on("error", () => undefined);
      return channel;
    });
    const channel = await this.#publishing;
    const { exchange, routingKey, body, persistent = true, replyTo, correlationId, headers } = message;
    const options = {
      persistent,
      ...(replyTo === undefined ? {} : { replyTo }),
      ...(correlationId === undefined ? {} : { correlationId }),
      ...(headers === undefined ? {} : { headers }),
    };
    const refusal = refusalOf(channel);
    const confirmed = new Promise<void>((resolve, reject) => {
      channel.publish(exchange, routingKey, Buffer.from(body, "utf8"), options, (error: unknown) => {
        if (error === null || error === undefined) resolve();
        else reject(error instanceof Error ? error : new Error("the broker refused a message of the grader"));
      });
    });
    try {
      await answered(Promise.race([confirmed, refusal.closed]));
    } catch (error) {
      this.#publishing = undefined;
      if (refusal.code() === NOT_FOUND)
        throw stopped(`the exchange '${exchange}' to exist`, `交换机 '${exchange}' 存在`);
      throw error;
    } finally {
      refusal.forget();
    }
  }

  async queue(name: string): Promise<{ readonly ready: number; readonly consumers: number } | undefined> {
    const found = await this.#ask(
      (channel) => channel.checkQueue(name),
      (code) => {
        if (code === RESOURCE_LOCKED) throw lockedQueue(name);
        return undefined;
      },
    );
    const counts = found === undefined ? undefined : { ready: found.messageCount, consumers: found.consumerCount };
    this.#options.observe({ queue: name, ...(counts === undefined ? {} : { found: counts }) });
    return counts;
  }

  async exchangeExists(name: string): Promise<boolean> {
    const found = await this.#ask(
      (channel) => channel.checkExchange(name),
      () => undefined,
    );
    return found !== undefined;
  }

  async listen(exchange: string, bindingKey: string): Promise<StageInbox> {
    const inbox = await Inbox.open(await this.#channel(), undefined, this.#options.watch);
    const bound = await this.#ask(
      (channel) => channel.bindQueue(inbox.queue, exchange, bindingKey),
      () => undefined,
    );
    if (bound === undefined) throw stopped(`the exchange '${exchange}' to exist`, `交换机 '${exchange}' 存在`);
    return inbox;
  }

  async consume(queue: string): Promise<StageInbox> {
    const channel = await this.#channel();
    const refusal = refusalOf(channel);
    try {
      return await Inbox.open(channel, queue, this.#options.watch);
    } catch (error) {
      if (refusal.code() === NOT_FOUND) throw stopped(`the queue '${queue}' to exist`, `队列 '${queue}' 存在`);
      if (refusal.code() === RESOURCE_LOCKED) throw lockedQueue(queue);
      throw error;
    } finally {
      refusal.forget();
    }
  }

  async inbox(): Promise<StageInbox> {
    return await Inbox.open(await this.#channel(), undefined, this.#options.watch);
  }

  async deleteQueue(name: string): Promise<void> {
    await this.#ask(
      (channel) => channel.deleteQueue(name),
      () => undefined,
    );
  }

  async purgeQueue(name: string): Promise<void> {
    await this.#ask(
      (channel) => channel.purgeQueue(name),
      () => undefined,
    );
  }

  /** The broker is about to restart: what was open is of no use afterwards. */
  async close(): Promise<void> {
    const connection = this.#connection;
    this.#connection = undefined;
    this.#publishing = undefined;
    if (connection === undefined) return;
    await answered(connection.then((open) => open.close())).catch(() => undefined);
  }

  #connected(): Promise<ChannelModel> {
    this.#connection ??= connectTo(this.#options.address).then((connection) => {
      const forget = (): void => {
        this.#connection = undefined;
        this.#publishing = undefined;
      };
      connection.on("error", forget);
      connection.on("close", forget);
      return connection;
    });
    return this.#connection;
  }

  async #channel(): Promise<Channel> {
    const connection = await this.#connected();
    const channel = await answered(connection.createChannel());
    channel.on("error", () => undefined);
    return channel;
  }

  /** One request on a channel of its own, since a refusal closes the channel. */
  async #ask<T>(
    request: (channel: Channel) => Promise<T>,
    refused: (code: number | undefined) => T | undefined,
  ): Promise<T | undefined> {
    const channel = await this.#channel();
    const refusal = refusalOf(channel);
    try {
      const answer = await answered(request(channel));
      await channel.close();
      return answer;
    } catch (error) {
      const code = refusal.code();
      if (code !== NOT_FOUND && code !== RESOURCE_LOCKED) throw error;
      return refused(code);
    } finally {
      refusal.forget();
    }
  }
}

interface Refusal {
  /** Rejects when the broker closes the channel. */
  readonly closed: Promise<never>;
  code(): number | undefined;
  forget(): void;
}

function refusalOf(channel: Channel): Refusal {
  let code: number | undefined;
  const closed = new Deferred<never>();
  const listener = (error: Error): void => {
    if ("code" in error && typeof error.code === "number") ({ code } = error as Error & { code: number });
    closed.reject(error);
  };
  channel.on("error", listener);
  return {
    closed: closed.promise,
    code: () => code,
    forget: () => channel.removeListener("error", listener),
  };
}

/** @throws Error where the broker does not answer in time: the grader's failure, not the submission's */
async function answered<T>(promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new Error(`the broker did not answer the grader within ${DEADLINES.clientMs} ms`)),
      DEADLINES.clientMs,
    );
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

function stopped(en: string, zh: string): ScenarioStopped {
  return new ScenarioStopped({ en, "zh-CN": zh }, "deadline");
}

function lockedQueue(name: string): ScenarioStopped {
  return stopped(
    `the queue '${name}' to be open to other connections (it is exclusive)`,
    `队列 '${name}' 可供其他连接使用（它被声明为独占队列）`,
  );
}
