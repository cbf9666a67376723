import { connect } from "amqplib";
import { run } from "./run.mjs";

const [key = "anonymous.info", ...words] = process.argv.slice(2);
const text = words.join(" ") || "Hello World!";

run(async (url) => {
  if (Buffer.byteLength(key) > 255) throw new Error("key too long: more than 255 bytes");
  const connection = await connect(url);
  const channel = await connection.createChannel();
  await channel.assertExchange("topic_logs", "topic");
  channel.publish("topic_logs", key, Buffer.from(text));
  await channel.close();
  await connection.close();
});
