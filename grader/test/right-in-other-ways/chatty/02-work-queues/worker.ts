import process from "node:process";
import { setTimeout as pause } from "node:timers/promises";
import type { ConsumeMessage } from "amqplib";
import { Links } from "./links.ts";
import { debug, info } from "./log.ts";

const QUEUE = "task_queue";
const UNIT_MS = Number(process.env["WORK_UNIT_MS"] ?? 1000);

const links = new Links();
links.closeWhenTold();
const connection = await links.connection("working");
const declaring = await links.channel(connection, "declaring");
await declaring.assertQueue(QUEUE, { durable: true });
await declaring.close();
const working = await links.channel(connection, "working");
await working.prefetch(1);

async function handle(task: ConsumeMessage): Promise<void> {
  const text = task.content.toString();
  const units = text.split("").filter((letter) => letter === ".").length;
  info(`Received '${text}': ${units} units of ${UNIT_MS} ms`);
  if (task.fields.redelivered) info("somebody else has begun with it already");
  for (let unit = 1; unit <= units; unit += 1) {
    await pause(UNIT_MS, undefined, { ref: false });
    debug("a unit is done", { unit, units });
  }
  working.ack(task);
  info(`Done with '${text}'`);
}

await working.consume(QUEUE, (task) => {
  if (task === null) {
    info("the broker has cancelled us");
    void links.close();
  } else void handle(task);
});
info("waiting for tasks, press CTRL+C to stop");
