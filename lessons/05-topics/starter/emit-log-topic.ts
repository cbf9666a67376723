/** Says something once, to everyone whose pattern matches the key. Usage: emit-log-topic <key> [word…] */
import process from "node:process";
import { connect } from "amqplib";
import type { ConfirmChannel } from "amqplib";

async function emit(channel: ConfirmChannel, key: string, text: string): Promise<void> {
  // TODO(both-declare): declare the exchange 'topic_logs'.
  // TODO(topic): choose the type that matches patterns of words.
  // TODO(emit-key): publish the text to the exchange, with the key.
  await channel.waitForConfirms();
  console.log(` [ ] Not sent yet: ${key}:'${text}'`);
}

/** For what is told twice: a promise that is awaited fails with the same error. */
function ignore(): void {}

/** A host name with several addresses fails with one error for each. */
function reason(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reason).join("; ");
  return error instanceof Error ? error.message : String(error);
}

try {
  const [key = "anonymous.info", ...words] = process.argv.slice(2);
  const text = words.join(" ") || "Hello World!";
  // TODO(long-keys): the protocol carries keys of up to 255 bytes. What about a longer one?
  const connection = await connect(process.env["AMQP_URL"] ?? "amqp://localhost");
  connection.on("error", ignore);
  try {
    const channel = await connection.createConfirmChannel();
    channel.on("error", ignore);
    await emit(channel, key, text);
  } finally {
    await connection.close().catch(ignore);
  }
} catch (error) {
  console.error(` [!] Could not send: ${reason(error)}`);
  process.exitCode = 1;
}
