/** What every program here does the same way: connects, sees to the end of the connection, and says what went wrong. */
import { once } from "node:events";
import process from "node:process";
import { connect, type ChannelModel, type ConfirmChannel } from "amqplib";

/** Lends a connection for as long as `use` takes, and closes it in order afterwards. */
export async function withConnection(use: (connection: ChannelModel) => Promise<void>): Promise<void> {
  const connection = await connect(process.env["AMQP_URL"] ?? "amqp://localhost");
  // Without a listener an error of the connection would end the process with a stack trace; whoever waits hears of it.
  connection.on("error", () => undefined);
  try {
    await use(connection);
  } finally {
    await connection.close().catch(() => undefined);
  }
}

/** Resolves at SIGINT or SIGTERM; rejects where the connection is lost before. */
export async function untilToldToStop(connection: ChannelModel): Promise<void> {
  const ended = new AbortController();
  const signals = ["SIGINT", "SIGTERM"].map((signal) => once(process, signal, { signal: ended.signal }));
  const lost = once(connection, "close", { signal: ended.signal }).then(() => {
    throw new Error("the connection was closed");
  });
  try {
    await Promise.race([...signals, lost]);
  } finally {
    ended.abort();
    await Promise.allSettled([...signals, lost]);
  }
}

/** Publishes and resolves when the broker has taken responsibility for the message; a message without a queue is told apart. */
export async function publish(
  channel: ConfirmChannel,
  target: { readonly exchange: string; readonly routingKey: string },
  text: string,
): Promise<"queued" | "unroutable"> {
  let returned = false;
  channel.once("return", () => (returned = true));
  await new Promise<void>((resolve, reject) => {
    channel.publish(
      target.exchange,
      target.routingKey,
      Buffer.from(text),
      { persistent: true, mandatory: true, contentType: "text/plain" },
      (error: unknown) => (error ? reject(new Error("the broker refused the message")) : resolve()),
    );
  });
  return returned ? "unroutable" : "queued";
}

export async function main(program: () => Promise<void>): Promise<void> {
  try {
    await program();
  } catch (error) {
    console.error(`error: ${error instanceof Error ? error.message || error.name : String(error)}`);
    process.exitCode = 1;
  }
}
