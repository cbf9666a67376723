import { connect } from "amqplib";
import { run } from "./run.mjs";

const [severity = "info", ...words] = process.argv.slice(2);
const text = words.join(" ") || "Hello World!";

run(async (url) => {
  const connection = await connect(url);
  const channel = await connection.createChannel();
  await channel.assertExchange("direct_logs", "direct");
  channel.publish("direct_logs", severity, Buffer.from(text));
  await channel.close();
  await connection.close();
});
