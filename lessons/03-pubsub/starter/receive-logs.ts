/** Prints everything that is said while it runs. Usage: receive-logs */
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

try {
  const connection = await connect(process.env["AMQP_URL"] ?? "amqp://localhost");
  connection.on("error", ignore);
  connection.on("close", (error) => error && fail(error));

  const channel = await connection.createChannel();
  channel.on("error", ignore);
  // There is but one channel: when it ends, whoever ended it, so does the program.
  channel.on("close", () => connection.close().catch(ignore));
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => channel.close().catch(ignore));

  // TODO(both-declare): declare the exchange here too, exactly as emit-log does.
  // TODO(own-queue): declare a queue that is yours alone. Who should choose its name?
  // TODO(queue-goes): see to it that the queue ends with you.
  // TODO(every-message): bind the queue to the exchange, then consume from it and print each message.
  // TODO(settles): decide who says that a message is done with: the broker itself, or you.
  console.log(" [ ] Connected, but not listening to anything yet. To exit press CTRL+C");
} catch (error) {
  fail(error);
}
