import process from "node:process";
import type { ConfirmChannel, ConsumeMessage } from "amqplib";
import { untilStopped } from "./reconnecting.ts";

const EXCHANGE = "direct_logs";
const severities = process.argv.slice(2);

/** A queue of one's own lives as long as its connection: each new connection gets a new one. */
async function listen(channel: ConfirmChannel): Promise<void> {
  await channel.assertExchange(EXCHANGE, "direct", { durable: true });
  const { queue } = await channel.assertQueue("", { exclusive: true });
  for (const severity of severities) await channel.bindQueue(queue, EXCHANGE, severity);
  await channel.consume(queue, print, { noAck: true });
}

function print(message: ConsumeMessage | null): void {
  if (message !== null) console.log(` [x] ${message.fields.routingKey}:'${message.content.toString()}'`);
}

if (severities.length === 0) {
  console.error("usage: receive-logs-direct <severity>…");
  process.exit(1);
}
await untilStopped(async (rabbit) => {
  await rabbit.channel(listen);
  console.log(" [*] Waiting for logs. To exit press CTRL+C");
});
