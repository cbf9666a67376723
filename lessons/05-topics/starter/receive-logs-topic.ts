/** Prints what is said with a key that matches any of the patterns. Usage: receive-logs-topic <pattern…> */
import process from "node:process";
import { connect } from "amqplib";

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

  // TODO(both-declare): declare the exchange here too, exactly as emit-log-topic does.
  // TODO(private-queue): declare a queue that is named by the broker and ends with you.
  // TODO(every-pattern): bind the queue with each of the patterns.
  // TODO(star), TODO(hash), TODO(broker-chooses): the broker knows what `*` and `#` mean; hand the patterns over as they are.
  // TODO(once): how many queues do you need, so that a message that two patterns match comes once?
  // TODO(settles): consume, and print the key and the text of each message.
  console.log(` [ ] Connected, but not listening to ${patterns.join(", ")} yet. To exit press CTRL+C`);
}

const patterns = process.argv.slice(2);
// TODO(usage): without any pattern there is nothing to listen to. Say how the program is used, and exit with code 1.
await run(patterns).catch(fail);
