/** Says something once, to everyone who has asked for its severity. Usage: emit-log-direct <severity> [word…] */
import process from "node:process";
import { connect } from "amqplib";
import type { ConfirmChannel } from "amqplib";

const EXCHANGE = "direct_logs";

async function emit(channel: ConfirmChannel, severity: string, text: string): Promise<void> {
  await channel.assertExchange(EXCHANGE, "direct", { durable: true });
  // The routing key is what the exchange compares with the bindings, letter by letter.
  channel.publish(EXCHANGE, severity, Buffer.from(text));
  await channel.waitForConfirms();
}

/** For what is told twice: a promise that is awaited fails with the same error. */
function ignore(): void {}

/** A host name with several addresses fails with one error for each. */
function reason(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reason).join("; ");
  return error instanceof Error ? error.message : String(error);
}

try {
  const [severity = "info", ...words] = process.argv.slice(2);
  const text = words.join(" ") || "Hello World!";
  const connection = await connect(process.env["AMQP_URL"] ?? "amqp://localhost");
  connection.on("error", ignore);
  const channel = await connection.createConfirmChannel();
  channel.on("error", ignore);
  await emit(channel, severity, text);
  console.log(` [x] Sent ${severity}:'${text}'`);
} catch (error) {
  console.error(` [!] Could not send: ${reason(error)}`);
  process.exitCode = 1;
}
