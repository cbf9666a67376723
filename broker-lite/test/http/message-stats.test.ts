/** What the API counts of messages (`message_stats`), as a RabbitMQ 3.10.8 counts them. */
import { readFileSync } from "node:fs";
import { connect, type ConfirmChannel } from "amqplib";
import { startBroker } from "broker-lite";
import { expect, onTestFinished, test } from "vitest";
import { ManualTime } from "../oracle/manual-time.ts";
import { asking } from "./api.ts";
import { countedBy } from "./counted.ts";

/** Where broker-lite counts something else than RabbitMQ. */
const COUNTED_OTHERWISE: Readonly<Record<string, readonly (readonly [path: string, here: number])[]>> = {
  "an answer goes to its requester: RabbitMQ counts it as published to the default exchange": [
    ["exchanges..publish_in", 10],
  ],
  "what no queue is there for does not go out of the default exchange; the live page tells by that what was dropped": [
    ["exchanges..publish_out", 8],
  ],
};

test("messages are counted as RabbitMQ counts them, by channel, queue, exchange and vhost", async () => {
  const golden = JSON.parse(readFileSync(new URL("golden/rabbitmq-3.10-counts.json", import.meta.url), "utf8")) as Node;
  for (const [path, here] of Object.values(COUNTED_OTHERWISE).flat()) {
    const keys = path.split(".");
    const last = keys.pop() as string;
    const counts = keys.reduce<Node>((node, key) => node[key] as Node, golden);
    expect([path, counts[last]]).not.toEqual([path, here]);
    counts[last] = here;
  }
  const broker = await startBroker({ port: 0, httpPort: 0, profile: "3.10" });
  onTestFinished(() => broker.close());
  const managementUrl = `http://127.0.0.1:${broker.httpPort}`;
  // What happened is counted at once.
  expect(await countedBy({ managementUrl, amqpUrl: broker.url }, async () => {})).toEqual(golden);
});

interface Node {
  [key: string]: Node | number;
}

test("what channels counted stays in the sums when they are gone, and when queues are", async () => {
  const broker = await startBroker({ port: 0, httpPort: 0, profile: "3.10" });
  onTestFinished(() => broker.close());
  const ask = asking(broker);
  const statsOf = async (path: string): Promise<unknown> =>
    ((await ask("GET", path)).body as { message_stats?: unknown }).message_stats;
  const model = await connect(broker.url);
  const channel = await model.createConfirmChannel();
  await channel.assertQueue("counted", { exclusive: true });
  channel.publish("", "nowhere", Buffer.from("x"), { mandatory: true });
  channel.sendToQueue("counted", Buffer.from("x"));
  await channel.waitForConfirms();
  await channel.get("counted", { noAck: true });
  const counted = { publish: 2, confirm: 2, return_unroutable: 1, get_no_ack: 1, deliver_get: 1 };
  for (const path of ["/api/overview", "/api/vhosts/%2F"]) expect(await statsOf(path)).toMatchObject(counted);
  await model.close();
  for (const path of ["/api/overview", "/api/vhosts/%2F"]) expect(await statsOf(path)).toMatchObject(counted);
});

test("what happens to messages is counted, and rates are those between two questions", async () => {
  const time = new ManualTime();
  const counted = await startBroker({ port: 0, httpPort: 0, time });
  try {
    const asked = asking(counted);
    const model = await connect(counted.url);
    const channel = await model.createConfirmChannel();
    await channel.assertQueue("q");
    const stats = async (path: string): Promise<unknown> =>
      ((await asked("GET", path)).body as Record<string, unknown>)["message_stats"];
    expect(await stats("/api/queues/%2F/q")).toBeUndefined();
    await publishTimes(channel, 1);
    expect(await stats("/api/queues/%2F/q")).toMatchObject({
      publish: 1,
      publish_details: { rate: 0 },
    });
    await publishTimes(channel, 10);
    await channel.get("q", { noAck: true });
    time.advance(10_000);
    expect(await stats("/api/queues/%2F/q")).toMatchObject({
      publish: 11,
      publish_details: { rate: 1.1 },
      get_no_ack: 1,
      deliver_get_details: { rate: 0.1 },
    });
    expect(await stats("/api/exchanges/%2F/amq.default")).toMatchObject({ publish_in: 11, publish_out: 11 });
    expect(await stats("/api/overview")).toMatchObject({ publish: 11, get_no_ack: 1 });
    expect((await asked("GET", "/api/queues/%2F/q")).body).toMatchObject({
      messages: 10,
      messages_details: { rate: 1 },
    });
    await model.close();
  } finally {
    await counted.close();
  }
});

async function publishTimes(channel: ConfirmChannel, times: number): Promise<void> {
  for (let time = 0; time < times; time++) channel.sendToQueue("q", Buffer.from("x"));
  await channel.waitForConfirms();
}
