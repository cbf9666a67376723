import process from "node:process";
import { atStop, fail, open } from "./rabbit.ts";

const exchange = "topic_logs";
const patterns = process.argv.slice(2);

async function run(): Promise<void> {
  const rabbit = await open();
  const consumer = rabbit.createConsumer(
    {
      queue: "",
      queueOptions: { exclusive: true, autoDelete: true },
      exchanges: [{ exchange, type: "topic", durable: true }],
      queueBindings: patterns.map((routingKey) => ({ exchange, routingKey })),
      qos: { prefetchCount: 20 },
    },
    (message) => console.log(` [x] ${message.routingKey}:'${String(message.body)}'`),
  );
  consumer.on("error", (error: unknown) => console.error("consumer:", error));
  consumer.on("ready", () => console.log(" [*] Waiting for logs. To exit press CTRL+C"));
  atStop(async () => {
    await consumer.close();
    await rabbit.close();
  });
}

if (patterns.length === 0) fail("usage: receive-logs-topic <pattern>…");
else run().catch(fail);
