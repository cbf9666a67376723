import process from "node:process";
import { AMQPClient } from "@cloudamqp/amqp-client";
import { run } from "./program.ts";

const [key = "anonymous.info", ...words] = process.argv.slice(2);
const text = words.join(" ") || "Hello World!";

run(async () => {
  if (Buffer.byteLength(key) > 255) throw new Error("a routing key can have 255 bytes at most");
  const client = new AMQPClient(process.env["AMQP_URL"] ?? "amqp://localhost");
  const connection = await client.connect();
  const channel = await connection.channel();
  await channel.exchangeDeclare("topic_logs", "topic", { durable: true });
  await channel.confirmSelect();
  await channel.basicPublish("topic_logs", key, text, { contentType: "text/plain", timestamp: new Date() });
  console.log(` [x] Sent ${key}:'${text}'`);
  await connection.close();
});
