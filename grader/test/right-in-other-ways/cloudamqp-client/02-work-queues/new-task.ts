import process from "node:process";
import { run, withSession } from "./program.ts";

const task = process.argv.slice(2).join(" ") || "Hello World!";

run(() =>
  withSession(async (session) => {
    const tasks = await session.queue("task_queue", { durable: true });
    await tasks.publish(task, { deliveryMode: 2 });
    console.log(` [x] Sent '${task}'`);
  }),
);
