/** Puts one task into `task_queue` and ends when the broker has it. Usage: new-task [word…]; each dot is one unit of work */
import process from "node:process";
import { connect } from "amqplib";

const QUEUE = "task_queue";

async function addTask(text: string): Promise<void> {
  const connection = await connect(process.env["AMQP_URL"] ?? "amqp://localhost");
  const channel = await connection.createConfirmChannel();
  // TODO(both-declare): declare QUEUE, in worker.ts in just the same way.
  // TODO(durable-queue): it has to outlive a restart of the broker …
  // TODO(tasks-wait): … and to stay when the last worker leaves.
  // TODO(task-arrives): publish the text to QUEUE, and wait for the broker's confirm.
  // TODO(persistent-tasks): mark the message persistent.
  console.log(` [x] There is nothing in '${QUEUE}' yet: '${text}' was not sent.`);
  await channel.close();
  await connection.close();
}

try {
  await addTask(process.argv.slice(2).join(" ") || "Hello World!");
} catch (error) {
  console.error(` [!] ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
