import { connect } from "amqplib";
import { closeOnSignal, print, run } from "./run.mjs";

run(async (url) => {
  const connection = await connect(url);
  closeOnSignal(connection);
  const channel = await connection.createChannel();
  await channel.assertQueue("hello");
  await channel.consume("hello", ({ content }) => print(content), { noAck: true });
});
