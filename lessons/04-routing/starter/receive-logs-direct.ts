/** Prints what is said with the severities that it was asked for. Usage: receive-logs-direct <severity…> */
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

async function run(severities: readonly string[]): Promise<void> {
  const connection = await connect(process.env["AMQP_URL"] ?? "amqp://localhost");
  connection.on("error", ignore);
  connection.on("close", (error) => error && fail(error));

  const channel = await connection.createChannel();
  channel.on("error", ignore);
  // There is but one channel: when it ends, whoever ended it, so does the program.
  channel.on("close", () => connection.close().catch(ignore));
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => channel.close().catch(ignore));

  // TODO(both-declare): declare the exchange here too, exactly as emit-log-direct does.
  // TODO(private-queue): declare a queue as in lesson 3: named by the broker, and yours alone.
  // TODO(every-severity): bind the queue, so that it gets each of the severities that were asked for.
  // TODO(broker-chooses): let the bindings do the choosing; an `if` in your code comes too late.
  // TODO(settles): consume, and print the severity and the text of each message.
  console.log(` [ ] Connected, but not listening to ${severities.join(", ")} yet. To exit press CTRL+C`);
}

const severities = process.argv.slice(2);
// TODO(usage): without any severity there is nothing to listen to. Say how the program is used, and exit with code 1.
await run(severities).catch(fail);
