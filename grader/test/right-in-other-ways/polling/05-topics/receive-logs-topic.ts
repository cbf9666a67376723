import process from "node:process";
import { poll, withChannel } from "./poll.ts";

const patterns = process.argv.slice(2);

await withChannel(async (channel) => {
  if (patterns.length === 0) throw new Error("usage: receive-logs-topic pattern [pattern …]");
  await channel.assertExchange("topic_logs", "topic");
  const { queue } = await channel.assertQueue("", { exclusive: true });
  for (const pattern of patterns) await channel.bindQueue(queue, "topic_logs", pattern);
  console.log(" [*] Asking for logs. To exit press CTRL+C");
  await poll(channel, queue, ({ fields, content }) => console.log(` [x] ${fields.routingKey}:'${content.toString()}'`));
});
