import process from "node:process";
import { main, untilToldToStop, withConnection } from "./broker.ts";

const EXCHANGE = "direct_logs";
const severities = process.argv.slice(2);

async function listen(): Promise<void> {
  await withConnection(async (connection) => {
    const channel = await connection.createChannel();
    await channel.assertExchange(EXCHANGE, "direct", { durable: true });
    const { queue } = await channel.assertQueue("", { exclusive: true });
    await Promise.all(severities.map((severity) => channel.bindQueue(queue, EXCHANGE, severity)));
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

if (severities.length === 0) {
  console.error("Usage: receive-logs-direct [info] [warning] [error]");
  process.exitCode = 1;
} else {
  await main(listen);
}
