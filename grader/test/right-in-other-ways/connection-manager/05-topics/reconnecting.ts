/** A connection that comes back by itself, in a class of its own: programs say what they need and never see it go. */
import process from "node:process";
import { AmqpConnectionManagerClass, type ChannelWrapper } from "amqp-connection-manager";
import type { ConfirmChannel } from "amqplib";

const CONNECT_TIMEOUT_MS = 4000;
const RECONNECT_SECONDS = 1;

export class Reconnecting {
  readonly #manager: AmqpConnectionManagerClass;
  readonly #channels: ChannelWrapper[] = [];

  private constructor(manager: AmqpConnectionManagerClass) {
    this.#manager = manager;
  }

  /** Waits for the first connection; only later ones are waited for without an end. */
  static async open(url = process.env["AMQP_URL"] ?? "amqp://localhost"): Promise<Reconnecting> {
    const manager = new AmqpConnectionManagerClass(url, { reconnectTimeInSeconds: RECONNECT_SECONDS });
    let reason = "no answer";
    manager.on("connectFailed", ({ err }) => (reason = err.message));
    manager.on("disconnect", ({ err }) => console.error(`connection lost: ${err.message}`));
    try {
      await manager.connect({ timeout: CONNECT_TIMEOUT_MS });
    } catch {
      await manager.close();
      throw new Error(`could not connect within ${CONNECT_TIMEOUT_MS} ms: ${reason}`);
    }
    return new Reconnecting(manager);
  }

  /** @param setup runs on every new connection: declares, binds, limits */
  async channel(setup: (channel: ConfirmChannel) => Promise<void>): Promise<ChannelWrapper> {
    const channel = this.#manager.createChannel({ setup });
    channel.on("error", (error: Error) => console.error(`channel: ${error.message}`));
    this.#channels.push(channel);
    await channel.waitForConnect();
    return channel;
  }

  async close(): Promise<void> {
    await Promise.all(this.#channels.map((channel) => channel.close()));
    await this.#manager.close();
  }
}

/** Opens it for a program that does its work and ends. */
export async function briefly(work: (rabbit: Reconnecting) => Promise<void>): Promise<void> {
  await reporting(async () => {
    const rabbit = await Reconnecting.open();
    try {
      await work(rabbit);
    } finally {
      await rabbit.close();
    }
  });
}

/** Opens it for a program that goes on until it is told to stop. */
export async function untilStopped(start: (rabbit: Reconnecting) => Promise<void>): Promise<void> {
  await reporting(async () => {
    const rabbit = await Reconnecting.open();
    const stop = (): void => void reporting(() => rabbit.close());
    process.once("SIGINT", stop);
    process.once("SIGTERM", stop);
    await start(rabbit);
  });
}

async function reporting(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}
