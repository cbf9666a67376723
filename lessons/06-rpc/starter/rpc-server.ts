/** Answers requests on `rpc_queue`: a number n in, fib(n) out. Usage: rpc-server */
import process from "node:process";
import { connect } from "amqplib";

const QUEUE = "rpc_queue";

/** Slow for large n, and not exact for the largest. */
function fib(n: number): number {
  // TODO(exact-numbers): count up in a loop, with bigint, so that fib(90) is quick and right to the last digit
  return n < 2 ? n : fib(n - 1) + fib(n - 2);
}

async function serve(): Promise<void> {
  const connection = await connect(process.env["AMQP_URL"] ?? "amqp://localhost");
  const channel = await connection.createChannel();

  // TODO(durable-queue): the queue should still be there after a restart of the broker; the client declares it too
  await channel.assertQueue(QUEUE, { durable: false });
  // TODO(one-at-a-time): take one request at a time, so that several servers share the load

  // TODO(ack-after-reply): without noAck the broker keeps a request until you acknowledge it
  await channel.consume(
    QUEUE,
    (request) => {
      if (request === null) return;
      const question = request.content.toString();
      console.log(` [.] fib(${question})`);
      // TODO(bad-requests): 'abc', '', '-1' and '91' must not stop the server
      const result = fib(Number(question));
      // TODO(server-answers): send the result to request.properties.replyTo
      // TODO(correlation-id): the reply carries the request's correlationId
      // TODO(no-reply-to): a request may come without replyTo
      console.log(` [x] ${result}, but nobody hears it yet`);
    },
    { noAck: true },
  );
  console.log(" [x] Awaiting RPC requests");

  // TODO(server-stops): on SIGINT and SIGTERM close the channel and the connection
}

try {
  await serve();
} catch (error) {
  console.error(` [!] ${String(error)}`);
  process.exitCode = 1;
}
