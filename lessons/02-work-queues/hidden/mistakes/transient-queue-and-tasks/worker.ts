/** Works off the tasks in `task_queue`, one at a time, until it is told to stop. Usage: worker */
import process from "node:process";
import { setTimeout as pause } from "node:timers/promises";
import { connect } from "amqplib";
import type { Channel, ConsumeMessage } from "amqplib";

const QUEUE = "task_queue";
const WORK_UNIT_MS = Number(process.env["WORK_UNIT_MS"] ?? 1000);

const stopping = new AbortController();

/** The first reason is the cause; what is reported after it is only its consequence. */
function fail(error: Error): void {
  if (process.exitCode === 1) return;
  console.error(` [!] ${error.message || String(error)}`);
  process.exitCode = 1;
}

/** For closing what may be closed already. */
function ignore(): void {}

/** Each dot is one unit of work; a text without dots is done at once. */
async function work(text: string): Promise<void> {
  const units = text.split(".").length - 1;
  await pause(units * WORK_UNIT_MS, undefined, { signal: stopping.signal });
}

async function handle(channel: Channel, task: ConsumeMessage): Promise<void> {
  const text = task.content.toString();
  console.log(` [x] Received '${text}'`);
  try {
    await work(text);
    stopping.signal.throwIfAborted();
  } catch (error) {
    // Told to stop in the middle of it: left unacknowledged, the task goes to another worker.
    if (stopping.signal.aborted) return;
    console.error(` [!] Gave up on '${text}': ${String(error)}`);
    channel.reject(task, false);
    return;
  }
  console.log(" [x] Done");
  channel.ack(task);
}

async function serve(): Promise<void> {
  const connection = await connect(process.env["AMQP_URL"] ?? "amqp://localhost");
  connection.on("error", fail);
  connection.on("close", (error) => error && fail(error));
  const channel = await connection.createChannel();
  channel.on("error", fail);
  // There is but one channel: when it ends, whoever ended it, the program does.
  channel.on("close", () => {
    stopping.abort();
    connection.close().catch(ignore);
  });
  for (const signal of ["SIGINT", "SIGTERM"]) {
    process.once(signal, () => {
      stopping.abort();
      channel.close().catch(ignore);
    });
  }

  await channel.assertQueue(QUEUE, { durable: false });
  await channel.prefetch(1);
  await channel.consume(QUEUE, (task) => {
    if (task === null) {
      fail(new Error(`The queue '${QUEUE}' was deleted`));
      channel.close().catch(ignore);
      return;
    }
    handle(channel, task).catch(fail);
  });
  console.log(" [*] Waiting for messages. To exit press CTRL+C");
}

try {
  await serve();
} catch (error) {
  fail(error instanceof Error ? error : new Error(String(error)));
}
