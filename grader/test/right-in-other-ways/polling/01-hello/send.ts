import process from "node:process";
import { withChannel } from "./poll.ts";

const text = process.argv.slice(2).join(" ") || "Hello World!";

await withChannel(async (channel) => {
  await channel.assertQueue("hello");
  channel.sendToQueue("hello", Buffer.from(text), { deliveryMode: 2 });
  console.log(` [x] Sent '${text}'`);
});
