/** Sends one message to the queue `hello` and ends when the broker has it. Usage: send [word…] */
import process from "node:process";
import { connect } from "amqplib";

const QUEUE = "hello";

/** The first reason is the cause; what is reported after it is only its consequence. */
function fail(error: Error): void {
  if (process.exitCode === 1) return;
  console.error(` [!] Not sent: ${error.message || String(error)}`);
  process.exitCode = 1;
}

/** For closing what may be closed already. */
function ignore(): void {}

async function send(text: string): Promise<void> {
  const connection = await connect(process.env["AMQP_URL"] ?? "amqp://localhost");
  connection.on("error", fail);
  try {
    const channel = await connection.createConfirmChannel();
    channel.on("error", fail);
    await channel.assertQueue(QUEUE, { durable: false });
    channel.sendToQueue(QUEUE, Buffer.from(text), { persistent: true });
    await channel.waitForConfirms();
    console.log(` [x] Sent '${text}'`);
    await channel.close();
  } finally {
    await connection.close().catch(ignore);
  }
}

try {
  await send(process.argv.slice(2).join(" ") || "Hello World!");
} catch (error) {
  fail(error instanceof Error ? error : new Error(String(error)));
}
