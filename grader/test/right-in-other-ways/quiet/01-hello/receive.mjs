import { connect } from "amqplib";
import { closeOnSignal, print, run } from "./run.mjs";

run(async (url) => {
  const connection = await connect(url);
  closeOnSignal(connection);
  const channel = await connection.createChannel();
  await channel.assertQueue("hello");
  await new Promise((_, reject) => {
    const take = (message) => (message === null ? reject(new Error("the queue was deleted")) : print(message.content));
    channel.consume("hello", take, { noAck: true }).catch(reject);
  }).finally(() => connection.close());
});
