import process from "node:process";
import { withChannel } from "./poll.ts";

const [key = "anonymous.info", ...words] = process.argv.slice(2);
const text = words.join(" ") || "Hello World!";

await withChannel(async (channel) => {
  if (Buffer.byteLength(key) > 255) throw new Error("the key is longer than the 255 bytes that fit");
  await channel.assertExchange("topic_logs", "topic");
  channel.publish("topic_logs", key, Buffer.from(text));
  console.log(` [x] Sent ${key}:'${text}'`);
});
