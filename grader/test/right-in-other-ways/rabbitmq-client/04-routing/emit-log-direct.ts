import process from "node:process";
import { fail, open } from "./rabbit.ts";

const exchange = "direct_logs";
const [severity = "info", ...words] = process.argv.slice(2);
const text = words.join(" ") || "Hello World!";

async function run(): Promise<void> {
  const rabbit = await open();
  const publisher = rabbit.createPublisher({
    confirm: true,
    maxAttempts: 2,
    exchanges: [{ exchange, type: "direct", durable: true }],
  });
  await publisher.send({ exchange, routingKey: severity }, text);
  console.log(` [x] Sent ${severity}:'${text}'`);
  await publisher.close();
  await rabbit.close();
}

run().catch(fail);
