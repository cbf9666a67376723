import amqp from "amqplib/callback_api";

const queue = "rpc_queue";

function fail(error) {
  console.error("rpc-server:", error.message || error.code || error);
  process.exit(1);
}

function fibonacci(n) {
  let a = 0n;
  let b = 1n;
  while (n-- > 0) [a, b] = [b, a + b];
  return a;
}

amqp.connect(process.env.AMQP_URL || "amqp://localhost", function (error, connection) {
  if (error) return fail(error);
  connection.on("error", fail);
  connection.createChannel(function (error, channel) {
    if (error) return fail(error);
    channel.on("error", fail);
    channel.assertQueue(queue, { durable: true });
    channel.prefetch(1);
    channel.consume(
      queue,
      function (request) {
        const text = request.content.toString();
        const { replyTo, correlationId } = request.properties;
        if (!/^\d+$/.test(text) || Number(text) > 90 || !replyTo) {
          console.error(" [!] can't serve '%s'", text);
          return channel.reject(request, false);
        }
        console.log(" [.] fib(%s)", text);
        channel.sendToQueue(replyTo, Buffer.from(fibonacci(Number(text)).toString()), { correlationId });
        channel.ack(request);
      },
      {},
      function (error) {
        if (error) return fail(error);
        console.log(" [x] Awaiting RPC requests");
      },
    );
  });

  for (const signal of ["SIGINT", "SIGTERM"]) {
    process.once(signal, function () {
      connection.close(function () {
        process.exit(0);
      });
    });
  }
});
