/** Told to stop, this worker takes no further task, finishes the one that it has within a grace period, and goes. */
import { env } from "node:process";
import { setTimeout as pause } from "node:timers/promises";
import type { ConsumeMessage } from "amqplib";
import { main, untilToldToStop, withConnection } from "./broker.ts";

const UNIT_MS = Number(env["WORK_UNIT_MS"] ?? 1000);
const GRACE_MS = 5000;

async function work(task: ConsumeMessage): Promise<void> {
  const text = task.content.toString("utf8");
  console.log(` [x] Received '${text}'`);
  const units = text.match(/\./gu)?.length ?? 0;
  await pause(units * UNIT_MS);
  console.log(" [x] Done");
}

await main(() =>
  withConnection(async (connection) => {
    const channel = await connection.createChannel();
    await channel.assertQueue("task_queue", { durable: true });
    await channel.prefetch(1);
    let current = Promise.resolve();
    const { consumerTag } = await channel.consume("task_queue", (task) => {
      if (task === null) return;
      current = work(task).then(() => channel.ack(task));
    });
    console.log(" [*] Waiting for messages. To exit press CTRL+C");
    await untilToldToStop(connection);
    await channel.cancel(consumerTag);
    await Promise.race([current, pause(GRACE_MS, undefined, { ref: false })]);
    await channel.close();
  }),
);
