import process from "node:process";
import { poll, withChannel } from "./poll.ts";

const severities = process.argv.slice(2);

await withChannel(async (channel) => {
  if (severities.length === 0) throw new Error("usage: receive-logs-direct severity [severity …]");
  await channel.assertExchange("direct_logs", "direct");
  const { queue } = await channel.assertQueue("", { exclusive: true });
  for (const severity of severities) await channel.bindQueue(queue, "direct_logs", severity);
  console.log(" [*] Asking for logs. To exit press CTRL+C");
  await poll(channel, queue, ({ fields, content }) => console.log(` [x] ${fields.routingKey}:'${content.toString()}'`));
});
