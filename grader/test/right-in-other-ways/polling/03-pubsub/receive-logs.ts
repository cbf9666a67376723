import { poll, withChannel } from "./poll.ts";

await withChannel(async (channel) => {
  await channel.assertExchange("logs", "fanout");
  const { queue } = await channel.assertQueue("", { exclusive: true });
  await channel.bindQueue(queue, "logs", "");
  console.log(" [*] Asking for logs. To exit press CTRL+C");
  await poll(channel, queue, (message) => console.log(` [x] ${message.content.toString()}`));
});
