import process from "node:process";
import { briefly } from "./reconnecting.ts";

const QUEUE = "hello";
const text = process.argv.slice(2).join(" ") || "Hello World!";

await briefly(async (rabbit) => {
  const channel = await rabbit.channel(async (each) => {
    await each.assertQueue(QUEUE, { durable: true });
  });
  await channel.sendToQueue(QUEUE, Buffer.from(text), { persistent: true });
  console.log(` [x] Sent '${text}'`);
});
