/** Records what amqplib sends in a conversation that touches most of AMQP: `node --conditions=source --import tsx broker-lite/test/fuzz/record.ts` */
import { writeFileSync } from "node:fs";
import { connect as connectSocket, createServer, type AddressInfo } from "node:net";
import { connect, type ChannelModel } from "amqplib";
import { startBroker } from "../../src/index.ts";

async function recorded(name: string, converse: (connection: ChannelModel) => Promise<void>): Promise<void> {
  const broker = await startBroker({ port: 0 });
  const chunks: Buffer[] = [];
  const proxy = createServer((client) => {
    const upstream = connectSocket(broker.port, "127.0.0.1");
    client.on("data", (chunk: Buffer) => {
      chunks.push(chunk);
      upstream.write(chunk);
    });
    upstream.pipe(client);
    client.on("close", () => upstream.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const connection = await connect(`amqp://127.0.0.1:${(proxy.address() as AddressInfo).port}`);
  connection.on("error", () => {});
  await converse(connection);
  await connection.close();
  proxy.close();
  await broker.close();
  const lines = Buffer.concat(chunks)
    .toString("hex")
    .replaceAll(/.{120}/g, "$&\n");
  writeFileSync(new URL(`traffic/${name}.hex`, import.meta.url), `${lines}\n`);
}

await recorded("work-queue", async (connection) => {
  const channel = await connection.createConfirmChannel();
  await channel.assertQueue("a", {
    durable: true,
    arguments: { "x-dead-letter-exchange": "", "x-dead-letter-routing-key": "b" },
  });
  await channel.assertQueue("b", { expires: 100_000, messageTtl: 1000 });
  await channel.prefetch(2);
  const { consumerTag } = await channel.consume("a", (message) => {
    if (message === null) return;
    if (message.fields.redelivered) channel.ack(message);
    else channel.nack(message, false, message.content.toString() !== "2");
  });
  for (const text of ["1", "2", "3", "4"])
    channel.sendToQueue("a", Buffer.from(text), { persistent: true, headers: { n: text } });
  await channel.waitForConfirms();
  await channel.get("b", { noAck: true });
  await channel.cancel(consumerTag);
  await channel.recover();
  await channel.purgeQueue("a");
  await channel.close();
});

await recorded("exchanges", async (connection) => {
  const channel = await connection.createChannel();
  await channel.assertExchange("x", "topic", { alternateExchange: "y" });
  await channel.assertExchange("y", "headers", { durable: false, autoDelete: true });
  const { queue } = await channel.assertQueue("", { exclusive: true });
  await channel.bindQueue(queue, "x", "a.#");
  await channel.bindQueue(queue, "y", "", { "x-match": "any", k: "v" });
  await channel.bindExchange("y", "x", "#.z");
  await channel.consume(queue, () => {}, { noAck: true, arguments: { "x-priority": 3 } });
  channel.publish("x", "a.b", Buffer.alloc(300, 1), {
    CC: ["b.z"],
    BCC: "c",
    mandatory: true,
    expiration: "1000",
    priority: 4,
  });
  channel.publish("y", "", Buffer.alloc(0), { headers: { k: "v", nested: { list: [1, 2.5, "three", null] } } });
  await channel.checkQueue(queue);
  await channel.unbindExchange("y", "x", "#.z");
  await channel.unbindQueue(queue, "x", "a.#");
  await channel.deleteExchange("y");
  await channel.deleteQueue(queue);
  await channel.deleteExchange("x");
});

await recorded("direct-reply", async (connection) => {
  const server = await connection.createChannel();
  await server.assertQueue("c", { autoDelete: true, durable: false });
  await server.consume("c", (message) => {
    if (message === null) return;
    server.sendToQueue(String(message.properties.replyTo), message.content, { correlationId: "1" });
    server.ackAll();
  });
  const client = await connection.createChannel();
  await new Promise<void>((resolve) => {
    void client
      .consume("amq.rabbitmq.reply-to", () => resolve(), { noAck: true })
      .then(() =>
        client.sendToQueue("c", Buffer.from("question"), { replyTo: "amq.rabbitmq.reply-to", correlationId: "1" }),
      );
  });
});
