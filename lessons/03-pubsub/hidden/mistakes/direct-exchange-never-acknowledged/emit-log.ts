/** Says something once, to everyone who is listening right now. Usage: emit-log [word…] */
import process from "node:process";
import { connect } from "amqplib";
import type { ConfirmChannel } from "amqplib";

const EXCHANGE = "logs";

async function emit(channel: ConfirmChannel, text: string): Promise<void> {
  await channel.assertExchange(EXCHANGE, "direct", { durable: true });
  // A fanout exchange does not look at the routing key, so there is nothing to say in it.
  channel.publish(EXCHANGE, "", Buffer.from(text));
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
  const text = process.argv.slice(2).join(" ") || "info: Hello World!";
  const connection = await connect(process.env["AMQP_URL"] ?? "amqp://localhost");
  connection.on("error", ignore);
  try {
    const channel = await connection.createConfirmChannel();
    channel.on("error", ignore);
    await emit(channel, text);
    console.log(` [x] Sent '${text}'`);
  } finally {
    await connection.close().catch(ignore);
  }
} catch (error) {
  console.error(` [!] Could not send: ${reason(error)}`);
  process.exitCode = 1;
}
