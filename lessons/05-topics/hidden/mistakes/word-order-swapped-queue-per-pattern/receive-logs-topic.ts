/** Prints what is said with a key that matches any of the patterns. Usage: receive-logs-topic <pattern…> */
import process from "node:process";
import { connect } from "amqplib";
import type { Channel, ConsumeMessage } from "amqplib";

const EXCHANGE = "topic_logs";

async function listen(channel: Channel, patterns: readonly string[]): Promise<void> {
  await channel.assertExchange(EXCHANGE, "topic", { durable: true });
  for (const pattern of patterns) {
    const { queue } = await channel.assertQueue("", { exclusive: true });
    await channel.bindQueue(queue, EXCHANGE, pattern);
    await channel.consume(queue, (message) => (message === null ? cancelled(channel) : print(message)), {
      noAck: true,
    });
  }
  console.log(" [*] Waiting for logs. To exit press CTRL+C");
}

function print(message: ConsumeMessage): void {
  console.log(` [x] ${message.fields.routingKey}:'${message.content.toString()}'`);
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

async function run(patterns: readonly string[]): Promise<void> {
  const connection = await connect(process.env["AMQP_URL"] ?? "amqp://localhost");
  connection.on("error", ignore);
  connection.on("close", (error) => error && fail(error));

  const channel = await connection.createChannel();
  channel.on("error", ignore);
  // There is but one channel: when it ends, whoever ended it, so does the program.
  channel.on("close", () => connection.close().catch(ignore));
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => channel.close().catch(ignore));

  await listen(channel, patterns);
}

const patterns = process.argv.slice(2);
if (patterns.length === 0) {
  console.error("Usage: receive-logs-topic <pattern…>, for instance: receive-logs-topic 'order.*' '#.failed'");
  process.exitCode = 1;
} else {
  await run(patterns).catch(fail);
}
