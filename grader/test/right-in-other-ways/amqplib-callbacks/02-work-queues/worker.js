// Told to stop in the middle of a task, this worker just closes: what is not acknowledged goes to somebody else.
import amqp from "amqplib/callback_api";

const queue = "task_queue";
const unitMs = Number(process.env.WORK_UNIT_MS || 1000);

function fail(error) {
  console.error("worker:", error.message || error.code || error);
  process.exit(1);
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
      function (task) {
        const text = task.content.toString();
        const units = text.split(".").length - 1;
        console.log(" [x] Received '%s'", text);
        setTimeout(function () {
          console.log(" [x] Done");
          channel.ack(task);
        }, units * unitMs);
      },
      { noAck: false },
      function (error) {
        if (error) return fail(error);
        console.log(" [*] Waiting for messages in %s. To exit press CTRL+C", queue);
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
