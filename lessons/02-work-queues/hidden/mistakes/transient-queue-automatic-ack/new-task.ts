/** Puts one task into `task_queue` and ends when the broker has it. Usage: new-task [word…]; each dot is one unit of work */
import process from "node:process";
import { connect } from "amqplib";

const QUEUE = "task_queue";

/** The first reason is the cause; what is reported after it is only its consequence. */
function fail(error: Error): void {
  if (process.exitCode === 1) return;
  console.error(` [!] Not sent: ${error.message || String(error)}`);
  process.exitCode = 1;
}

/** For closing what may be closed already. */
function ignore(): void {}

async function addTask(text: string): Promise<void> {
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
  await addTask(process.argv.slice(2).join(" ") || "Hello World!");
} catch (error) {
  fail(error instanceof Error ? error : new Error(String(error)));
}
