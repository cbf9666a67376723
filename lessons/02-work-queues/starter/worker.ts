/** Works off the tasks in `task_queue`, one at a time, until it is told to stop. Usage: worker */
import process from "node:process";
import { setTimeout as pause } from "node:timers/promises";
import { connect } from "amqplib";

const QUEUE = "task_queue";
const WORK_UNIT_MS = Number(process.env["WORK_UNIT_MS"] ?? 1000);

/** Stands for real work: a pause of one unit for each dot in the text. Use it as it is: `await work(text)`. */
export async function work(text: string): Promise<void> {
  const units = text.split(".").length - 1;
  await pause(units * WORK_UNIT_MS);
}

async function serve(): Promise<void> {
  const connection = await connect(process.env["AMQP_URL"] ?? "amqp://localhost");
  const channel = await connection.createChannel();
  // TODO(both-declare): declare QUEUE, in new-task.ts in just the same way.
  // TODO(workers-share): leave out everything that would make the queue belong to this worker alone.
  // TODO(fair-dispatch): tell the broker to hand over one task at a time.
  // TODO(worker-receives): subscribe to QUEUE, print ` [x] Received '…'` with the text of each task, then work(text).
  // TODO(ack-after-work): acknowledge the task when its work is done …
  // TODO(acks-once): … each task, and only once.
  // TODO(redelivery): a task that comes again, from a worker that died, is done like any other.
  // TODO(survives-bad-task): what if work() throws?
  console.log(` [*] Nobody works on '${QUEUE}' yet.`);
  // TODO(orderly-end): close only when SIGINT (Ctrl+C) or SIGTERM comes; then remove the next two lines.
  await channel.close();
  await connection.close();
}

try {
  await serve();
} catch (error) {
  console.error(` [!] ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
