import { setTimeout as pause } from "node:timers/promises";
import process from "node:process";
import { run, stopSignal, withSession } from "./program.ts";

const unitMs = Number(process.env["WORK_UNIT_MS"] ?? 1000);

run(() =>
  withSession(async (session) => {
    const tasks = await session.queue("task_queue", { durable: true });
    const subscription = await tasks.subscribe({ prefetch: 1, manualAck: true });
    const stopping = new AbortController();
    const stopped = stopSignal().then(async () => {
      stopping.abort();
      await subscription.cancel();
    });
    console.log(" [*] Waiting for messages. To exit press CTRL+C");
    for await (const task of subscription) {
      const text = task.bodyString() ?? "";
      console.log(` [x] Received '${text}'`);
      const dots = [...text].filter((character) => character === ".").length;
      // What is in the works when it is told to stop is left to others.
      const { signal } = stopping;
      await pause(dots * unitMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) break;
      await task.ack();
      console.log(" [x] Done");
    }
    await stopped;
  }),
);
