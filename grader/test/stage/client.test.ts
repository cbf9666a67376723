/** The grader's own connection, on broker-lite. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Backend, Vhost } from "../../src/backends/backend.ts";
import { openLite } from "../../src/backends/lite.ts";
import { connectTo } from "../../src/backends/probe.ts";
import type { QueueObservation } from "../../src/evidence/evidence.ts";
import { LiveClient } from "../../src/stage/client.ts";
import { Watch } from "../../src/stage/watch.ts";

let backend: Backend;
let vhost: Vhost;
let client: LiveClient;
let observed: Omit<QueueObservation, "afterEvent">[] = [];

beforeAll(async () => {
  backend = openLite();
});

afterAll(async () => {
  await backend.close();
});

beforeEach(async () => {
  vhost = await backend.createVhost({ restarts: true, queues: [], exchanges: [] });
  observed = [];
  client = new LiveClient({
    address: vhost.address,
    watch: new Watch(new AbortController().signal),
    observe: (observation) => observed.push(observation),
  });
});

afterEach(async () => {
  await client.close();
  await backend.deleteVhost(vhost, { queues: [], exchanges: [] });
});

/** As a program of the submission would. */
async function declare(queue: string, options: { exclusive?: boolean } = {}): Promise<{ close(): Promise<void> }> {
  const connection = await connectTo(vhost.address);
  const channel = await connection.createChannel();
  await channel.assertQueue(queue, { durable: true, ...options });
  await channel.assertExchange("logs", "fanout", { durable: true });
  return connection;
}

describe("counts", () => {
  test("are undefined where there is no queue, and recorded either way", async () => {
    expect(await client.queue("tasks")).toBeUndefined();
    const program = await declare("tasks");
    await client.publish({ exchange: "", routingKey: "tasks", body: "x" });
    expect(await client.queue("tasks")).toEqual({ ready: 1, consumers: 0 });
    expect(observed).toEqual([{ queue: "tasks" }, { queue: "tasks", found: { ready: 1, consumers: 0 } }]);
    await client.purgeQueue("tasks");
    expect(await client.queue("tasks")).toMatchObject({ ready: 0 });
    await client.deleteQueue("tasks");
    expect(await client.queue("tasks")).toBeUndefined();
    await program.close();
  });

  test("of a queue that somebody has for himself end the scenario", async () => {
    const program = await declare("mine", { exclusive: true });
    await expect(client.queue("mine")).rejects.toMatchObject({
      name: "ScenarioStopped",
      waitedFor: { en: "the queue 'mine' to be open to other connections (it is exclusive)" },
    });
    await program.close();
  });
});

describe("messages", () => {
  test("arrive as they were published, and are acknowledged by hand", async () => {
    const program = await declare("tasks");
    await client.publish({
      exchange: "",
      routingKey: "tasks",
      body: "zażółć",
      correlationId: "7",
      replyTo: "here",
      headers: { a: 1 },
    });
    const inbox = await client.consume("tasks");
    const [message] = await inbox.until(1);
    expect(message).toMatchObject({
      text: "zażółć",
      routingKey: "tasks",
      persistent: true,
      redelivered: false,
      correlationId: "7",
      replyTo: "here",
      headers: { a: 1 },
    });
    if (message !== undefined) await inbox.acknowledge(message);
    await inbox.close();
    expect(await client.queue("tasks")).toMatchObject({ ready: 0 });
    await program.close();
  });

  test("can be overheard at an exchange, and sent to a queue of the grader's own", async () => {
    expect(await client.exchangeExists("logs")).toBe(false);
    const program = await declare("tasks");
    expect(await client.exchangeExists("logs")).toBe(true);
    const ear = await client.listen("logs", "");
    const own = await client.inbox();
    await client.publish({ exchange: "logs", routingKey: "k", body: "heard" });
    await client.publish({ exchange: "", routingKey: own.queue, body: "reply", persistent: false });
    expect(await ear.until(1)).toMatchObject([{ text: "heard", exchange: "logs" }]);
    expect(await own.until(1)).toMatchObject([{ text: "reply", persistent: false }]);
    await program.close();
  });
});

describe("what the submission has not declared ends the scenario, in words", () => {
  test.each([
    [
      "publish",
      (): Promise<unknown> => client.publish({ exchange: "logs", routingKey: "", body: "x" }),
      "the exchange 'logs' to exist",
    ],
    ["listen", (): Promise<unknown> => client.listen("logs", ""), "the exchange 'logs' to exist"],
    ["consume", (): Promise<unknown> => client.consume("tasks"), "the queue 'tasks' to exist"],
  ])("%s", async (_name, act, waitedFor) => {
    await expect(act()).rejects.toMatchObject({ name: "ScenarioStopped", waitedFor: { en: waitedFor } });
    // The grader itself goes on.
    await expect(client.queue("other")).resolves.toBeUndefined();
  });
});

test("after a restart of the broker it connects again, and what is durable is there", async () => {
  const program = await declare("tasks");
  await client.publish({ exchange: "", routingKey: "tasks", body: "kept" });
  await program.close();
  await client.close();
  await backend.restart(vhost);
  expect(await client.queue("tasks")).toEqual({ ready: 1, consumers: 0 });
});
