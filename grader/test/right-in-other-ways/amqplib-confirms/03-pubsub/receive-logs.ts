import { main, untilToldToStop, withConnection } from "./broker.ts";

const EXCHANGE = "logs";

await main(() =>
  withConnection(async (connection) => {
    const channel = await connection.createChannel();
    await channel.assertExchange(EXCHANGE, "fanout", { durable: true });
    const { queue } = await channel.assertQueue("", { exclusive: true, autoDelete: true, durable: false });
    await channel.bindQueue(queue, EXCHANGE, "");
    await channel.consume(
      queue,
      (message) => {
        if (message !== null) console.log(` [x] ${message.content.toString("utf8")}`);
      },
      // A log that nobody saw is not worth sending again.
      { noAck: true },
    );
    console.log(" [*] Waiting for logs. To exit press CTRL+C");
    await untilToldToStop(connection);
    await channel.close();
  }),
);
