import process from "node:process";
import { briefly } from "./reconnecting.ts";

const EXCHANGE = "topic_logs";
const [key = "anonymous.info", ...words] = process.argv.slice(2);
const text = words.join(" ") || "Hello World!";

await briefly(async (rabbit) => {
  if (Buffer.byteLength(key) > 255) throw new RangeError("a routing key has 255 bytes at most");
  const channel = await rabbit.channel(async (each) => {
    await each.assertExchange(EXCHANGE, "topic", { durable: true });
  });
  await channel.publish(EXCHANGE, key, Buffer.from(text));
  console.log(` [x] Sent ${key}:'${text}'`);
});
