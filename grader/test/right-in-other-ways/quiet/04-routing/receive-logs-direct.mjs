import { connect } from "amqplib";
import { closeOnSignal, print, run } from "./run.mjs";

const severities = process.argv.slice(2);

run(async (url) => {
  if (severities.length === 0) throw new Error("usage: receive-logs-direct severities");
  const connection = await connect(url);
  closeOnSignal(connection);
  const channel = await connection.createChannel();
  await channel.assertExchange("direct_logs", "direct");
  const { queue } = await channel.assertQueue("", { exclusive: true });
  for (const key of severities) await channel.bindQueue(queue, "direct_logs", key);
  await channel.consume(queue, ({ content }) => print(content), { noAck: true });
});
