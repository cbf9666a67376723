/** Programs that fetch: they ask for the next message when they are ready for it, and rest a little when there is none. */
import process from "node:process";
import { setTimeout as pause } from "node:timers/promises";
import { connect, type Channel, type GetMessage } from "amqplib";

const REST_MS = 25;

const stopping = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => stopping.abort());

/** Aborted when the program is told to stop. */
export const { signal: stopSignal } = stopping;

export async function withChannel(use: (channel: Channel) => Promise<void>): Promise<void> {
  try {
    const connection = await connect(process.env["AMQP_URL"] ?? "amqp://localhost");
    connection.on("error", (error: Error) => stopping.abort(error));
    try {
      const channel = await connection.createConfirmChannel();
      await use(channel);
      await channel.waitForConfirms();
      await channel.close();
    } finally {
      await connection.close().catch(() => undefined);
    }
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}

/** Fetches until `until` is aborted; what is fetched is acknowledged when `handle` is through with it. */
export async function poll(
  channel: Channel,
  queue: string,
  handle: (message: GetMessage) => void | Promise<void>,
  until: AbortSignal = stopSignal,
): Promise<void> {
  while (!until.aborted) {
    const message = await channel.get(queue, { noAck: false });
    if (message === false) {
      await pause(REST_MS, undefined, { signal: until }).catch(() => undefined);
      continue;
    }
    try {
      await handle(message);
      channel.ack(message);
    } catch (error) {
      // Interrupted: for somebody else to do.
      if (!until.aborted) throw error;
      channel.nack(message, false, true);
    }
  }
}
