import amqp from "amqplib/callback_api";

const exchange = "topic_logs";
const patterns = process.argv.slice(2);

if (patterns.length === 0) {
  console.error("Usage: receive-logs-topic <facility>.<severity> ...");
  process.exit(1);
}

function fail(error) {
  console.error("receive-logs-topic:", error.message || error.code || error);
  process.exit(1);
}

amqp.connect(process.env.AMQP_URL || "amqp://localhost", function (error, connection) {
  if (error) return fail(error);
  connection.on("error", fail);
  connection.createChannel(function (error, channel) {
    if (error) return fail(error);
    channel.on("error", fail);
    channel.assertExchange(exchange, "topic", { durable: true });
    channel.assertQueue("", { exclusive: true }, function (error, { queue }) {
      if (error) return fail(error);
      patterns.forEach((pattern) => channel.bindQueue(queue, exchange, pattern));
      channel.consume(
        queue,
        function (message) {
          if (message) console.log(" [x] %s:'%s'", message.fields.routingKey, message.content.toString());
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
