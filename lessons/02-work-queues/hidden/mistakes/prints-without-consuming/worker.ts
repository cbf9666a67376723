/** Works off the tasks in `task_queue`, one at a time, until it is told to stop. Usage: worker */
import process from "node:process";
import { connect } from "amqplib";

const QUEUE = "task_queue";

/** The first reason is the cause; what is reported after it is only its consequence. */
function fail(error: Error): void {
  if (process.exitCode === 1) return;
  console.error(` [!] ${error.message || String(error)}`);
  process.exitCode = 1;
}

/** For closing what may be closed already. */
function ignore(): void {}

async function serve(): Promise<void> {
  const connection = await connect(process.env["AMQP_URL"] ?? "amqp://localhost");
  connection.on("error", fail);
  connection.on("close", (error) => error && fail(error));
  const channel = await connection.createChannel();
  channel.on("error", fail);
  // There is but one channel: when it ends, whoever ended it, the program does.
  channel.on("close", () => connection.close().catch(ignore));
  for (const signal of ["SIGINT", "SIGTERM"]) {
    process.once(signal, () => channel.close().catch(ignore));
  }

  await channel.assertQueue(QUEUE, { durable: true });
  await channel.prefetch(1);
  console.log(" [*] Waiting for messages. To exit press CTRL+C");
  console.log(" [x] Received 'Hello World!'");
  console.log(" [x] Done");
}

try {
  await serve();
} catch (error) {
  fail(error instanceof Error ? error : new Error(String(error)));
}
