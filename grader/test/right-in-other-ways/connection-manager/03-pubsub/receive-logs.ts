import type { ConfirmChannel, ConsumeMessage } from "amqplib";
import { untilStopped } from "./reconnecting.ts";

const EXCHANGE = "logs";

/** A queue of one's own lives as long as its connection: each new connection gets a new one. */
async function listen(channel: ConfirmChannel): Promise<void> {
  await channel.assertExchange(EXCHANGE, "fanout", { durable: true });
  const { queue } = await channel.assertQueue("", { exclusive: true });
  await channel.bindQueue(queue, EXCHANGE, "");
  await channel.consume(queue, print, { noAck: true });
}

function print(message: ConsumeMessage | null): void {
  if (message !== null) console.log(` [x] ${message.content.toString()}`);
}

await untilStopped(async (rabbit) => {
  await rabbit.channel(listen);
  console.log(" [*] Waiting for logs. To exit press CTRL+C");
});
