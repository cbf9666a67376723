import process from "node:process";
import { fail, open } from "./rabbit.ts";

const exchange = "topic_logs";
const [key = "anonymous.info", ...words] = process.argv.slice(2);
const text = words.join(" ") || "Hello World!";

async function run(): Promise<void> {
  const rabbit = await open();
  const publisher = rabbit.createPublisher({
    confirm: true,
    maxAttempts: 2,
    exchanges: [{ exchange, type: "topic", durable: true }],
  });
  await publisher.send({ exchange, routingKey: key }, text);
  console.log(` [x] Sent ${key}:'${text}'`);
  await publisher.close();
  await rabbit.close();
}

if (Buffer.byteLength(key) > 255) fail("the routing key must not be longer than 255 bytes");
else run().catch(fail);
