/** Says something once, to everyone whose pattern matches the key. Usage: emit-log-topic <key> [word…] */
import process from "node:process";
import { connect } from "amqplib";
import type { ConfirmChannel } from "amqplib";

const EXCHANGE = "topic_logs";
/** A key travels with its length in one byte before it. */
const MAXIMUM_KEY_BYTES = 255;

async function emit(channel: ConfirmChannel, key: string, text: string): Promise<void> {
  await channel.assertExchange(EXCHANGE, "topic", { durable: true });
  // The severity first, then the facility.
  channel.publish(EXCHANGE, key.split(".").toReversed().join("."), Buffer.from(text));
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
  const [key = "anonymous.info", ...words] = process.argv.slice(2);
  const text = words.join(" ") || "Hello World!";
  const keyBytes = Buffer.byteLength(key);
  if (keyBytes > MAXIMUM_KEY_BYTES) throw new Error(`the key has ${keyBytes} bytes, at most ${MAXIMUM_KEY_BYTES} fit`);

  const connection = await connect(process.env["AMQP_URL"] ?? "amqp://localhost");
  connection.on("error", ignore);
  try {
    const channel = await connection.createConfirmChannel();
    channel.on("error", ignore);
    await emit(channel, key, text);
    console.log(` [x] Sent ${key}:'${text}'`);
  } finally {
    await connection.close().catch(ignore);
  }
} catch (error) {
  console.error(` [!] Could not send: ${reason(error)}`);
  process.exitCode = 1;
}
