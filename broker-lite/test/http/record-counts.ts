/**
 * Writes what a RabbitMQ counts of messages, as the golden file that `message-stats.test.ts` compares with.
 * Usage: node --conditions=source --import tsx test/http/record-counts.ts http://127.0.0.1:15672 amqp://guest:guest@127.0.0.1:5672
 */
import { writeFile } from "node:fs/promises";
import { countedBy } from "./counted.ts";

/** It collects every five seconds, and the vhost's sum comes after the parts. */
const COLLECTED_MS = 11_000;

async function main([managementUrl, amqpUrl]: readonly string[]): Promise<void> {
  if (managementUrl === undefined || amqpUrl === undefined)
    throw new Error("give the URLs of its management and of AMQP");
  const counted = await countedBy({ managementUrl, amqpUrl }, collected);
  if (counted.vhost?.["get_empty"] === 0) throw new Error("it lacks a count: rabbitmqctl enable_feature_flag all");
  const file = new URL("golden/rabbitmq-3.10-counts.json", import.meta.url);
  await writeFile(file, `${JSON.stringify(counted, undefined, 2)}\n`);
}

function collected(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, COLLECTED_MS);
  });
}

await main(process.argv.slice(2));
