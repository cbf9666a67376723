import { connect, type ChannelModel } from "amqplib";
import { afterEach, expect, test } from "vitest";
import { startBroker, type Broker } from "../../src/index.ts";

let broker: Broker;
const connections: ChannelModel[] = [];

afterEach(async () => {
  await Promise.all(connections.splice(0).map((connection) => connection.close()));
  await broker.close();
});

async function client(): Promise<ChannelModel> {
  const connection = await connect(broker.url);
  connections.push(connection);
  return connection;
}

function once(connection: ChannelModel, event: "blocked" | "unblocked"): Promise<unknown> {
  return new Promise((resolve) => connection.once(event, resolve));
}

test("what nobody reads stops its publisher, until somebody does", async () => {
  broker = await startBroker({ port: 0, memoryMaximumBytes: 4_000_000 });
  const publisher = await client();
  const channel = await publisher.createConfirmChannel();
  await channel.assertQueue("q");
  const blocked = once(publisher, "blocked");
  const unblocked = once(publisher, "unblocked");
  const count = 12_000;
  for (let sent = 0; sent < count; sent++) channel.sendToQueue("q", Buffer.alloc(1024));
  expect(await blocked).toBe("low on memory");
  expect(broker.queues()[0]?.messagesReady).toBeLessThan(4000);

  let received = 0;
  const consumer = await (await client()).createChannel();
  const all = new Promise<void>((resolve) => {
    void consumer.consume(
      "q",
      () => {
        received++;
        if (received === count) resolve();
      },
      { noAck: true },
    );
  });
  await Promise.all([unblocked, channel.waitForConfirms(), all]);
  expect(broker.queues()[0]?.messagesReady).toBe(0);
});

test("a test can say that the disk is full", async () => {
  broker = await startBroker({ port: 0 });
  const publisher = await client();
  const channel = await publisher.createConfirmChannel();
  const blocked = once(publisher, "blocked");
  const unblocked = once(publisher, "unblocked");
  broker.raiseAlarm("disk");
  channel.publish("", "nobody", Buffer.from("a"));
  expect(await blocked).toBe("low on disk");
  broker.clearAlarm("disk");
  await Promise.all([unblocked, channel.waitForConfirms()]);
});
