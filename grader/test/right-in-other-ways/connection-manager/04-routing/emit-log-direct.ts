import process from "node:process";
import { briefly } from "./reconnecting.ts";

const EXCHANGE = "direct_logs";
const [severity = "info", ...words] = process.argv.slice(2);
const text = words.join(" ") || "Hello World!";

await briefly(async (rabbit) => {
  const channel = await rabbit.channel(async (each) => {
    await each.assertExchange(EXCHANGE, "direct", { durable: true });
  });
  await channel.publish(EXCHANGE, severity, Buffer.from(text));
  console.log(` [x] Sent ${severity}:'${text}'`);
});
