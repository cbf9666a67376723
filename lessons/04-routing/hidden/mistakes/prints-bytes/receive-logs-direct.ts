/** Prints what is said with the severities that it was asked for. Usage: receive-logs-direct <severity…> */
import process from "node:process";
import { connect } from "amqplib";
import type { Channel, ConsumeMessage } from "amqplib";

const EXCHANGE = "direct_logs";

async function listen(channel: Channel, severities: readonly string[]): Promise<void> {
  await channel.assertExchange(EXCHANGE, "direct", { durable: true });
  // No name: the broker makes one up. Exclusive: it is ours alone, and is deleted with our connection.
  const { queue } = await channel.assertQueue("", { exclusive: true });
  // One queue, one binding for each severity: the broker chooses, and sends us nothing that we would throw away.
  for (const severity of severities) await channel.bindQueue(queue, EXCHANGE, severity);
  await channel.consume(queue, (message) => (message === null ? cancelled(channel) : print(message)), { noAck: true });
  console.log(" [*] Waiting for logs. To exit press CTRL+C");
}

function print(message: ConsumeMessage): void {
  console.log(` [x] ${message.fields.routingKey}:`, message.content);
}

/** The broker hands out null instead of a message when it has taken the queue away. */
function cancelled(channel: Channel): void {
  fail(new Error("the broker has deleted the queue"));
  channel.close().catch(ignore);
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

async function run(severities: readonly string[]): Promise<void> {
  const connection = await connect(process.env["AMQP_URL"] ?? "amqp://localhost");
  connection.on("error", ignore);
  connection.on("close", (error) => error && fail(error));

  const channel = await connection.createChannel();
  channel.on("error", ignore);
  // There is but one channel: when it ends, whoever ended it, so does the program.
  channel.on("close", () => connection.close().catch(ignore));
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => channel.close().catch(ignore));

  await listen(channel, severities);
}

const severities = process.argv.slice(2);
if (severities.length === 0) {
  console.error("Usage: receive-logs-direct <severity…>, for instance: receive-logs-direct warning error");
  process.exitCode = 1;
} else {
  await run(severities).catch(fail);
}
