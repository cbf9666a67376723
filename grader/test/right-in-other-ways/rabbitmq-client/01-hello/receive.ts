import { atStop, fail, open } from "./rabbit.ts";

const queue = "hello";

async function run(): Promise<void> {
  const rabbit = await open();
  const consumer = rabbit.createConsumer({ queue, queueOptions: { durable: true } }, (message) => {
    console.log(` [x] Received '${String(message.body)}'`);
  });
  consumer.on("error", (error: unknown) => console.error("consumer:", error));
  consumer.on("ready", () => console.log(" [*] Waiting for messages. To exit press CTRL+C"));
  atStop(async () => {
    await consumer.close();
    await rabbit.close();
  });
}

run().catch(fail);
