import process from "node:process";
import { AMQPClient } from "@cloudamqp/amqp-client";
import { run, stopSignal } from "./program.ts";

const patterns = process.argv.slice(2);

run(async () => {
  if (patterns.length === 0) throw new Error("usage: receive-logs-topic <pattern>…");
  const client = new AMQPClient(process.env["AMQP_URL"] ?? "amqp://localhost");
  const connection = await client.connect();
  const channel = await connection.channel();
  await channel.exchangeDeclare("topic_logs", "topic", { durable: true });
  const { name } = await channel.queueDeclare("", { exclusive: true });
  for (const pattern of patterns) await channel.queueBind(name, "topic_logs", pattern);
  await channel.prefetch(10);
  await channel.basicConsume(name, { noAck: false }, (message) => {
    console.log(` [x] ${message.routingKey}:'${message.bodyString()}'`);
    void message.ack();
  });
  console.log(" [*] Waiting for logs. To exit press CTRL+C");
  await stopSignal();
  await connection.close();
});
