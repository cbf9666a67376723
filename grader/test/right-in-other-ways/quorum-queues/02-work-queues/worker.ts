import { setTimeout as pause } from "node:timers/promises";
import { connect } from "amqplib";
import { declareTopology, QUEUE } from "./topology.ts";

const UNIT_MS = Number(process.env["WORK_UNIT_MS"] ?? 1000);

async function work(): Promise<void> {
  const connection = await connect(process.env["AMQP_URL"] ?? "amqp://localhost");
  connection.on("error", (error: Error) => console.error(` [!] ${error.message}`));
  const channel = await connection.createChannel();
  await declareTopology(channel);
  // For each consumer: quorum queues know no other prefetch.
  await channel.prefetch(1, false);
  await channel.consume(QUEUE, async (task) => {
    if (task === null) return;
    const text = task.content.toString();
    console.log(` [x] Received '${text}'${task.fields.redelivered ? " (again)" : ""}`);
    await pause([...text.matchAll(/\./gu)].length * UNIT_MS, undefined, { ref: false });
    console.log(" [x] Done");
    // "All up to this one" is this one: there is never another.
    channel.ack(task, true);
  });
  console.log(" [*] Waiting for messages. To exit press CTRL+C");
  const stop = (): void => void connection.close();
  process.once("SIGINT", stop).once("SIGTERM", stop);
}

work().catch((error: Error) => {
  console.error(` [!] ${error.message}`);
  process.exit(1);
});
