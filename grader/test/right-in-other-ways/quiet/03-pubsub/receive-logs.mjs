import { connect } from "amqplib";
import { closeOnSignal, print, run } from "./run.mjs";

run(async (url) => {
  const connection = await connect(url);
  closeOnSignal(connection);
  const channel = await connection.createChannel();
  await channel.assertExchange("logs", "fanout");
  const { queue } = await channel.assertQueue("", { exclusive: true });
  for (const key of [""]) await channel.bindQueue(queue, "logs", key);
  await channel.consume(queue, ({ content }) => print(content), { noAck: true });
});
