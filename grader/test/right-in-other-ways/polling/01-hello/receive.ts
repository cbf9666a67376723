import { poll, withChannel } from "./poll.ts";

await withChannel(async (channel) => {
  await channel.assertQueue("hello");
  console.log(" [*] Asking for messages. To exit press CTRL+C");
  await poll(channel, "hello", (message) => console.log(` [x] Received '${message.content.toString()}'`));
});
