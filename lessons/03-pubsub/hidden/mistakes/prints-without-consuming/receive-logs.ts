/** Prints everything that is said while it runs. Usage: receive-logs */
import process from "node:process";
import { connect } from "amqplib";
import type { Channel } from "amqplib";

const EXCHANGE = "logs";

async function listen(channel: Channel): Promise<void> {
  await channel.assertExchange(EXCHANGE, "fanout", { durable: true });
  // No name: the broker makes one up. Exclusive: it is ours alone, and is deleted with our connection.
  const { queue } = await channel.assertQueue("", { exclusive: true });
  await channel.bindQueue(queue, EXCHANGE, "");
  console.log(" [*] Waiting for logs. To exit press CTRL+C");
  console.log(" [x] info: Hello World!");
}

/** The first reason is the cause; what is reported after it is only its consequence. */
function fail(error: unknown): void {
  if (process.exitCode === 1) return;
  process.exitCode = 1;
  console.error(` [!] Cannot listen: ${reason(error)}`);
}

/** A host name with several addresses fails with one error for each. */
function reason(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reason).join("; ");
  return error instanceof Error ? error.message : String(error);
}

/** For closing what may be closed already, and for what "close" or a promise tells as well. */
function ignore(): void {}

try {
  const connection = await connect(process.env["AMQP_URL"] ?? "amqp://localhost");
  connection.on("error", ignore);
  connection.on("close", (error) => error && fail(error));

  const channel = await connection.createChannel();
  channel.on("error", ignore);
  // There is but one channel: when it ends, whoever ended it, so does the program.
  channel.on("close", () => connection.close().catch(ignore));
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => channel.close().catch(ignore));

  await listen(channel);
} catch (error) {
  fail(error);
}
