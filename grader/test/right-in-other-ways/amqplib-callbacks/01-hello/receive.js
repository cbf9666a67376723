import amqp from "amqplib/callback_api";

const queue = "hello";

function fail(error) {
  console.error("receive:", error.message || error.code || error);
  process.exit(1);
}

amqp.connect(process.env.AMQP_URL || "amqp://localhost", function (error, connection) {
  if (error) return fail(error);
  connection.on("error", fail);
  connection.createChannel(function (error, channel) {
    if (error) return fail(error);
    channel.on("error", fail);
    channel.assertQueue(queue, { durable: true });
    channel.consume(
      queue,
      function (message) {
        if (message === null) return fail(new Error("the queue was deleted"));
        console.log(" [x] Received '%s'", message.content.toString());
      },
      { noAck: true },
      function (error) {
        if (error) return fail(error);
        console.log(" [*] Waiting for messages in %s. To exit press CTRL+C", queue);
      },
    );
  });

  function stop() {
    connection.close(function () {
      process.exit(0);
    });
  }
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
});
