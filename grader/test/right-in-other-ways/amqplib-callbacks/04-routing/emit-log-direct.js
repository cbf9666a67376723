import amqp from "amqplib/callback_api";

const exchange = "direct_logs";
const key = process.argv[2] || "info";
const text = process.argv.slice(3).join(" ") || "Hello World!";

function fail(error) {
  console.error("emit-log-direct:", error.message || error.code || error);
  process.exit(1);
}

amqp.connect(process.env.AMQP_URL || "amqp://localhost", function (error, connection) {
  if (error) return fail(error);
  connection.on("error", fail);
  connection.createChannel(function (error, channel) {
    if (error) return fail(error);
    channel.on("error", fail);
    channel.assertExchange(exchange, "direct", { durable: true }, function (error) {
      if (error) return fail(error);
      channel.publish(exchange, key, Buffer.from(text));
      // Answered only when the broker has taken all that came before it.
      channel.close(function (error) {
        if (error) return fail(error);
        console.log(" [x] Sent %s:'%s'", key, text);
        connection.close();
      });
    });
  });
});
