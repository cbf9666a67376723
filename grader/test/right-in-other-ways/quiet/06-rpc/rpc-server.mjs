import { connect } from "amqplib";
import { closeOnSignal, run } from "./run.mjs";

const fib = (n) => {
  let [a, b] = [0n, 1n];
  while (n-- > 0) [a, b] = [b, a + b];
  return a;
};

const answer = (question) =>
  /^\d{1,2}$/.test(question) && question <= 90 ? `${fib(Number(question))}` : `no number from 0 to 90: ${question}`;

run(async (url) => {
  const connection = await connect(url);
  closeOnSignal(connection);
  const channel = await connection.createChannel();
  await channel.assertQueue("rpc_queue");
  await channel.prefetch(1);
  await channel.consume("rpc_queue", (request) => {
    const { replyTo, correlationId } = request.properties;
    if (replyTo) channel.sendToQueue(replyTo, Buffer.from(answer(request.content.toString())), { correlationId });
    channel.ack(request);
  });
});
