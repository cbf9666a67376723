import process from "node:process";
import { withChannel } from "./poll.ts";

const key = "";
const text = process.argv.slice(2).join(" ") || "info: Hello World!";

await withChannel(async (channel) => {
  await channel.assertExchange("logs", "fanout");
  channel.publish("logs", key, Buffer.from(text));
  console.log(` [x] Sent '${text}'`);
});
