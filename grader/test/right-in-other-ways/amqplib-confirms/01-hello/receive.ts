import { main, untilToldToStop, withConnection } from "./broker.ts";

await main(() =>
  withConnection(async (connection) => {
    const channel = await connection.createChannel();
    await channel.assertQueue("hello", { durable: true });
    const { consumerTag } = await channel.consume("hello", (message) => {
      if (message === null) return;
      console.log(` [x] Received '${message.content.toString("utf8")}'`);
      channel.ack(message);
    });
    console.log(" [*] Waiting for messages. To exit press CTRL+C");
    await untilToldToStop(connection);
    await channel.cancel(consumerTag);
    await channel.close();
  }),
);
