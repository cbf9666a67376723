import { connect } from "amqplib";
import { run } from "./run.mjs";

const text = process.argv.slice(2).join(" ") || "info: Hello World!";

run(async (url) => {
  const connection = await connect(url);
  const channel = await connection.createChannel();
  await channel.assertExchange("logs", "fanout");
  channel.publish("logs", "", Buffer.from(text));
  await channel.close();
  await connection.close();
});
