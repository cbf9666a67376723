import { atStop, fail, open } from "./rabbit.ts";

const exchange = "logs";

async function run(): Promise<void> {
  const rabbit = await open();
  const consumer = rabbit.createConsumer(
    {
      queue: "",
      queueOptions: { exclusive: true, autoDelete: true },
      exchanges: [{ exchange, type: "fanout", durable: true }],
      queueBindings: [{ exchange }],
      noAck: true,
    },
    (message) => console.log(` [x] ${String(message.body)}`),
  );
  consumer.on("error", (error: unknown) => console.error("consumer:", error));
  consumer.on("ready", () => console.log(" [*] Waiting for logs. To exit press CTRL+C"));
  atStop(async () => {
    await consumer.close();
    await rabbit.close();
  });
}

run().catch(fail);
