/** What the API counts of messages (`message_stats`), as a RabbitMQ 3.10.8 counts them. */
import { connect, type ConfirmChannel } from "amqplib";
import { startBroker } from "broker-lite";
import { expect, onTestFinished, test } from "vitest";
import { ManualTime } from "../oracle/manual-time.ts";
import { asking } from "./api.ts";

test("confirms and returned messages are counted as RabbitMQ counts them", async () => {
  const broker = await startBroker({ port: 0, httpPort: 0, profile: "3.10" });
  onTestFinished(() => broker.close());
  const ask = asking(broker);
  const statsOf = async (path: string): Promise<unknown> =>
    ((await ask("GET", path)).body as { message_stats?: unknown }).message_stats;
  const model = await connect(broker.url);
  const [confirming, plain] = [await model.createConfirmChannel(), await model.createChannel()];
  await confirming.assertQueue("counted");
  await confirming.assertQueue("full", { arguments: { "x-max-length": 0, "x-overflow": "reject-publish" } });
  for (const options of [{ mandatory: true }, {}]) confirming.publish("", "nowhere", Buffer.from("x"), options);
  confirming.sendToQueue("counted", Buffer.from("x"));
  await confirming.waitForConfirms();
  confirming.sendToQueue("full", Buffer.from("x"));
  await expect(confirming.waitForConfirms()).rejects.toThrow("nacked");
  plain.publish("", "nowhere", Buffer.from("x"));
  await plain.checkQueue("counted");
  const channels = (await ask("GET", "/api/channels")).body as { number: number; message_stats?: unknown }[];
  const countsOf = (number: number) => channels.find((channel) => channel.number === number)?.message_stats;
  expect(countsOf(1)).toMatchObject({ publish: 4, confirm: 3, return_unroutable: 1 });
  expect(countsOf(2)).toMatchObject({ publish: 1, confirm: 0, return_unroutable: 0 });
  await model.close();
  // What channels counted stays in the sums when they are gone.
  for (const path of ["/api/overview", "/api/vhosts/%2F"]) {
    expect(await statsOf(path)).toMatchObject({ confirm: 3, return_unroutable: 1 });
  }
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
      deliver_get: 0,
    });
    await publishTimes(channel, 10);
    await channel.get("q", { noAck: true });
    time.advance(10_000);
    expect(await stats("/api/queues/%2F/q")).toMatchObject({
      publish: 11,
      publish_details: { rate: 1 },
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
