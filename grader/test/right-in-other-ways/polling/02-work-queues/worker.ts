import process from "node:process";
import { setTimeout as pause } from "node:timers/promises";
import { poll, stopSignal, withChannel } from "./poll.ts";

const UNIT_MS = Number(process.env["WORK_UNIT_MS"] ?? 1000);

await withChannel(async (channel) => {
  await channel.assertQueue("task_queue");
  console.log(" [*] Asking for tasks. To exit press CTRL+C");
  await poll(channel, "task_queue", async (task) => {
    const text = task.content.toString();
    console.log(` [x] Received '${text}'`);
    for (const character of text) if (character === ".") await pause(UNIT_MS, undefined, { signal: stopSignal });
    console.log(" [x] Done");
  });
});
