/** The reply is confirmed by the broker before the request is acknowledged: neither can be lost without the other coming again. */
import type { ConsumeMessage } from "amqplib";
import { main, untilToldToStop, withConnection } from "./broker.ts";

const QUEUE = "rpc_queue";

function fib(n: number): bigint {
  let [a, b] = [0n, 1n];
  for (let i = 0; i < n; i += 1) [a, b] = [b, a + b];
  return a;
}

function answerTo(request: ConsumeMessage): string {
  const text = request.content.toString("utf8").trim();
  const n = Number(text);
  if (!/^\d+$/u.test(text) || n > 90) return `error: '${text}' is not a number from 0 to 90`;
  return String(fib(n));
}

await main(() =>
  withConnection(async (connection) => {
    const channel = await connection.createConfirmChannel();
    await channel.assertQueue(QUEUE, { durable: true });
    await channel.prefetch(1);
    const { consumerTag } = await channel.consume(QUEUE, (request) => {
      if (request === null) return;
      const { replyTo, correlationId } = request.properties;
      const answer = answerTo(request);
      console.log(` [.] fib(${request.content.toString("utf8")})`);
      if (!replyTo) {
        channel.nack(request, false, false);
        return;
      }
      channel.sendToQueue(replyTo, Buffer.from(answer), { correlationId }, () => channel.ack(request));
    });
    console.log(" [x] Awaiting RPC requests");
    await untilToldToStop(connection);
    await channel.cancel(consumerTag);
    await channel.waitForConfirms();
    await channel.close();
  }),
);
