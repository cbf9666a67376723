import process from "node:process";
import { briefly } from "./reconnecting.ts";

const EXCHANGE = "logs";
const text = process.argv.slice(2).join(" ") || "info: Hello World!";

await briefly(async (rabbit) => {
  const channel = await rabbit.channel(async (each) => {
    await each.assertExchange(EXCHANGE, "fanout", { durable: true });
  });
  await channel.publish(EXCHANGE, "", Buffer.from(text));
  console.log(` [x] Sent '${text}'`);
});
