import amqp from "amqplib/callback_api";

const queue = "hello";
const text = process.argv.slice(2).join(" ") || "Hello World!";

function fail(error) {
  console.error("send:", error.message || error.code || error);
  process.exit(1);
}

amqp.connect(process.env.AMQP_URL || "amqp://localhost", function (error, connection) {
  if (error) return fail(error);
  connection.on("error", fail);
  connection.createConfirmChannel(function (error, channel) {
    if (error) return fail(error);
    channel.on("error", fail);
    channel.assertQueue(queue, { durable: true }, function (error) {
      if (error) return fail(error);
      channel.sendToQueue(queue, Buffer.from(text), { persistent: true }, function (error) {
        if (error) return fail(error);
        console.log(" [x] Sent '%s'", text);
        connection.close();
      });
    });
  });
});
