import { untilStopped } from "./reconnecting.ts";

const QUEUE = "hello";

await untilStopped(async (rabbit) => {
  const channel = await rabbit.channel(async (each) => {
    await each.assertQueue(QUEUE, { durable: true });
  });
  await channel.consume(QUEUE, (message) => {
    console.log(` [x] Received '${message.content.toString()}'`);
    channel.ack(message);
  });
  console.log(" [*] Waiting for messages. To exit press CTRL+C");
});
