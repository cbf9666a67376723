import { randomUUID } from "node:crypto";
import amqp from "amqplib/callback_api";

const queue = "rpc_queue";
const timeoutMs = Number(process.env.RPC_TIMEOUT_MS || 10000);
const numbers = process.argv.length > 2 ? process.argv.slice(2) : ["30"];

function fail(error) {
  console.error("rpc-client:", error.message || error.code || error);
  process.exit(1);
}

amqp.connect(process.env.AMQP_URL || "amqp://localhost", function (error, connection) {
  if (error) return fail(error);
  connection.on("error", fail);
  connection.createChannel(function (error, channel) {
    if (error) return fail(error);
    channel.on("error", fail);
    channel.assertQueue(queue, { durable: true });
    channel.assertQueue("", { exclusive: true }, function (error, { queue: replyTo }) {
      if (error) return fail(error);
      const waiting = new Map();
      const timer = setTimeout(function () {
        fail(new Error("no answer to " + [...waiting.values()].join(", ") + " within " + timeoutMs + " ms"));
      }, timeoutMs);

      channel.consume(
        replyTo,
        function (reply) {
          const n = waiting.get(reply.properties.correlationId);
          if (n === undefined) return;
          waiting.delete(reply.properties.correlationId);
          if (numbers.length === 1) console.log(" [.] Got %s", reply.content.toString());
          else console.log(" [.] fib(%s) = %s", n, reply.content.toString());
          if (waiting.size > 0) return;
          clearTimeout(timer);
          connection.close();
        },
        { noAck: true },
      );

      numbers.forEach(function (n) {
        const correlationId = randomUUID();
        waiting.set(correlationId, n);
        console.log(" [x] Requesting fib(%s)", n);
        channel.sendToQueue(queue, Buffer.from(n), { correlationId, replyTo });
      });
    });
  });
});
