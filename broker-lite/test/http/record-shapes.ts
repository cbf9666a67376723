/**
 * Writes the shapes that a RabbitMQ answers with, as the golden file that `shapes.test.ts` compares with.
 * Usage: node --conditions=source --import tsx test/http/record-shapes.ts http://127.0.0.1:15672 amqp://guest:guest@127.0.0.1:5672
 */
import { writeFile } from "node:fs/promises";
import { shapesOf } from "./shapes.ts";

async function main([managementUrl, amqpUrl]: readonly string[]): Promise<void> {
  if (managementUrl === undefined || amqpUrl === undefined)
    throw new Error("give the URLs of its management and of AMQP");
  const shapes = await shapesOf({ managementUrl, amqpUrl });
  await writeFile(new URL("golden/rabbitmq-3.10.json", import.meta.url), `${JSON.stringify(shapes, undefined, 2)}\n`);
}

await main(process.argv.slice(2));
