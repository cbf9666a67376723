import { connect } from "amqplib";
import { closeOnSignal, print, run } from "./run.mjs";

const patterns = process.argv.slice(2);

run(async (url) => {
  if (patterns.length === 0) throw new Error("usage: receive-logs-topic patterns");
  const connection = await connect(url);
  closeOnSignal(connection);
  const channel = await connection.createChannel();
  await channel.assertExchange("topic_logs", "topic");
  const { queue } = await channel.assertQueue("", { exclusive: true });
  for (const key of patterns) await channel.bindQueue(queue, "topic_logs", key);
  await channel.consume(queue, ({ content }) => print(content), { noAck: true });
});
