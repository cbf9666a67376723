import process from "node:process";
import { AMQPClient } from "@cloudamqp/amqp-client";
import { run, stopSignal } from "./program.ts";

const severities = process.argv.slice(2);

run(async () => {
  if (severities.length === 0) throw new Error("usage: receive-logs-direct <info|warning|error>…");
  const client = new AMQPClient(process.env["AMQP_URL"] ?? "amqp://localhost");
  const connection = await client.connect();
  const channel = await connection.channel();
  await channel.exchangeDeclare("direct_logs", "direct", { durable: true });
  const { name } = await channel.queueDeclare("", { exclusive: true });
  for (const severity of severities) await channel.queueBind(name, "direct_logs", severity);
  await channel.prefetch(10);
  await channel.basicConsume(name, { noAck: false }, (message) => {
    console.log(` [x] ${message.routingKey}:'${message.bodyString()}'`);
    void message.ack();
  });
  console.log(" [*] Waiting for logs. To exit press CTRL+C");
  await stopSignal();
  await connection.close();
});
