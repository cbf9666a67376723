import process from "node:process";
import { withChannel } from "./poll.ts";

const [key = "info", ...words] = process.argv.slice(2);
const text = words.join(" ") || "Hello World!";

await withChannel(async (channel) => {
  await channel.assertExchange("direct_logs", "direct");
  channel.publish("direct_logs", key, Buffer.from(text));
  console.log(` [x] Sent ${key}:'${text}'`);
});
