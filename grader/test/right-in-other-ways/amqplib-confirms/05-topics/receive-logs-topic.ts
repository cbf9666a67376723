import process from "node:process";
import { main, untilToldToStop, withConnection } from "./broker.ts";

const EXCHANGE = "topic_logs";
const patterns = process.argv.slice(2);

async function listen(): Promise<void> {
  await withConnection(async (connection) => {
    const channel = await connection.createChannel();
    await channel.assertExchange(EXCHANGE, "topic", { durable: true });
    const { queue } = await channel.assertQueue("", { exclusive: true });
    await Promise.all(patterns.map((pattern) => channel.bindQueue(queue, EXCHANGE, pattern)));
    await channel.consume(queue, (message) => {
      if (message === null) return;
      console.log(` [x] ${message.fields.routingKey}:'${message.content.toString("utf8")}'`);
      channel.ack(message);
    });
    console.log(" [*] Waiting for logs. To exit press CTRL+C");
    await untilToldToStop(connection);
    await channel.close();
  });
}

if (patterns.length === 0) {
  console.error("Usage: receive-logs-topic <pattern>…");
  process.exitCode = 1;
} else {
  await main(listen);
}
