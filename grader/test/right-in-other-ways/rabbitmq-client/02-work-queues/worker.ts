import { setTimeout as pause } from "node:timers/promises";
import process from "node:process";
import { atStop, fail, open } from "./rabbit.ts";

const queue = "task_queue";
const unitMs = Number(process.env["WORK_UNIT_MS"] ?? 1000);
/** How long a task that has been begun may go on after the program was told to stop. */
const graceMs = 3000;

async function run(): Promise<void> {
  const rabbit = await open();
  const worker = rabbit.createConsumer(
    { queue, queueOptions: { durable: true }, qos: { prefetchCount: 1 }, concurrency: 1 },
    async (message) => {
      const text = String(message.body);
      console.log(` [x] Received '${text}'`);
      await pause((text.split(".").length - 1) * unitMs);
      console.log(" [x] Done");
      // Acknowledged by the library, now that this function has ended.
    },
  );
  worker.on("error", (error: unknown) => console.error("worker:", error));
  worker.on("ready", () => console.log(" [*] Waiting for messages. To exit press CTRL+C"));
  atStop(async () => {
    await Promise.race([worker.close(), pause(graceMs)]);
    await Promise.race([rabbit.close(), pause(graceMs)]);
    process.exit();
  });
}

run().catch(fail);
