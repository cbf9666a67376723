import { connect } from "amqplib";
import { declareTopology, EXCHANGE } from "./topology.ts";

const PREFETCH = 100;
const patterns = new Set(process.argv.slice(2));

async function listen(): Promise<void> {
  const connection = await connect(process.env["AMQP_URL"] ?? "amqp://localhost");
  const channel = await connection.createChannel();
  await declareTopology(channel);
  const { queue } = await channel.assertQueue("", { exclusive: true });
  for (const pattern of patterns) await channel.bindQueue(queue, EXCHANGE, pattern);
  await channel.prefetch(PREFETCH);
  await channel.consume(queue, (message) => {
    if (message === null) return;
    console.log(` [x] ${message.fields.routingKey}:'${message.content.toString()}'`);
    channel.ack(message, true);
  });
  console.log(" [*] Waiting for logs. To exit press CTRL+C");
  const stop = (): void => void connection.close();
  process.once("SIGINT", stop).once("SIGTERM", stop);
}

if (patterns.size === 0) {
  console.error("Usage: receive-logs-topic <pattern> …");
  process.exit(1);
}
listen().catch((error: Error) => {
  console.error(` [!] ${error.message}`);
  process.exit(1);
});
