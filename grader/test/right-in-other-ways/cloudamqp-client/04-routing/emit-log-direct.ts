import process from "node:process";
import { AMQPClient } from "@cloudamqp/amqp-client";
import { run } from "./program.ts";

const [severity = "info", ...words] = process.argv.slice(2);
const text = words.join(" ") || "Hello World!";

run(async () => {
  const client = new AMQPClient(process.env["AMQP_URL"] ?? "amqp://localhost");
  const connection = await client.connect();
  const channel = await connection.channel();
  await channel.exchangeDeclare("direct_logs", "direct", { durable: true });
  await channel.confirmSelect();
  await channel.basicPublish("direct_logs", severity, text, { contentType: "text/plain", timestamp: new Date() });
  console.log(` [x] Sent ${severity}:'${text}'`);
  await connection.close();
});
