import process from "node:process";
import { fail, open } from "./rabbit.ts";

const exchange = "logs";
const text = process.argv.slice(2).join(" ") || "info: Hello World!";

async function run(): Promise<void> {
  const rabbit = await open();
  const publisher = rabbit.createPublisher({
    confirm: true,
    maxAttempts: 2,
    exchanges: [{ exchange, type: "fanout", durable: true }],
  });
  await publisher.send({ exchange }, text);
  console.log(` [x] Sent '${text}'`);
  await publisher.close();
  await rabbit.close();
}

run().catch(fail);
