import { argv } from "node:process";
import { main, publish, withConnection } from "./broker.ts";

const task = argv.slice(2).join(" ") || "Hello World!";

await main(() =>
  withConnection(async (connection) => {
    const channel = await connection.createConfirmChannel();
    await channel.assertQueue("task_queue", { durable: true });
    const outcome = await publish(channel, { exchange: "", routingKey: "task_queue" }, task);
    if (outcome === "unroutable") throw new Error("the queue 'task_queue' is gone");
    console.log(` [x] Sent '${task}'`);
    await channel.close();
  }),
);
