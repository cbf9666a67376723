import { connect } from "amqplib";
import { closeOnSignal, print, run } from "./run.mjs";

const unitMs = Number(process.env.WORK_UNIT_MS ?? 1000);

run(async (url) => {
  const connection = await connect(url);
  closeOnSignal(connection);
  const channel = await connection.createChannel();
  await channel.assertQueue("task_queue");
  await channel.prefetch(1);
  await channel.consume("task_queue", (task) => {
    print(task.content);
    const dots = task.content.filter((byte) => byte === 0x2e).length;
    setTimeout(() => channel.ackAll(), dots * unitMs).unref();
  });
});
