import amqp from "amqplib/callback_api";

const exchange = "logs";

function fail(error) {
  console.error("receive-logs:", error.message || error.code || error);
  process.exit(1);
}

amqp.connect(process.env.AMQP_URL || "amqp://localhost", function (error, connection) {
  if (error) return fail(error);
  connection.on("error", fail);
  connection.createChannel(function (error, channel) {
    if (error) return fail(error);
    channel.on("error", fail);
    channel.assertExchange(exchange, "fanout", { durable: true });
    channel.assertQueue("", { exclusive: true }, function (error, { queue }) {
      if (error) return fail(error);
      channel.bindQueue(queue, exchange, "");
      channel.consume(
        queue,
        function (message) {
          if (message) console.log(" [x] %s", message.content.toString());
        },
        { noAck: true },
        function (error) {
          if (error) return fail(error);
          console.log(" [*] Waiting for logs. To exit press CTRL+C");
        },
      );
    });
  });

  for (const signal of ["SIGINT", "SIGTERM"]) {
    process.once(signal, function () {
      connection.close(function () {
        process.exit(0);
      });
    });
  }
});
