import process from "node:process";
import { fail, open } from "./rabbit.ts";

const queue = "hello";
const text = process.argv.slice(2).join(" ") || "Hello World!";

async function run(): Promise<void> {
  const rabbit = await open();
  const publisher = rabbit.createPublisher({ confirm: true, maxAttempts: 2, queues: [{ queue, durable: true }] });
  await publisher.send({ routingKey: queue, durable: true }, text);
  console.log(` [x] Sent '${text}'`);
  await publisher.close();
  await rabbit.close();
}

run().catch(fail);
