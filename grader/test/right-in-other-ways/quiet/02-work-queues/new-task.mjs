import { connect } from "amqplib";
import { run } from "./run.mjs";

run(async (url) => {
  const connection = await connect(url);
  const channel = await connection.createChannel();
  await channel.assertQueue("task_queue");
  channel.sendToQueue("task_queue", Buffer.from(process.argv.slice(2).join(" ") || "Hello World!"), {
    persistent: true,
  });
  // Closing in order is enough: the broker has read all that came before.
  await channel.close();
  await connection.close();
});
