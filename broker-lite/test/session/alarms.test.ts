import { expect, test } from "vitest";
import { encodeContent, encodeMethod, makeMethod, type Method } from "../../src/wire/index.ts";
import { Bench } from "../core/support.ts";
import { bodies, Client, namesOf } from "./support.ts";

const CAPABILITIES = { "connection.blocked": true };

function shortOf(bench: Bench, resource: "memory" | "disk", isShort: boolean): void {
  bench.broker.alarms.set(resource, "owner", isShort);
  bench.broker.run();
}

test("a publisher is told at its first publish, and what it sends waits until the alarm is over", () => {
  const bench = new Bench();
  const queue = bench.queue("q");
  const client = Client.connected(bench, CAPABILITIES);
  shortOf(bench, "memory", true);
  expect(namesOf(client.do("basic.qos", { prefetchCount: 1 }))).toEqual(["basic.qos-ok"]);

  expect(client.publish("q", "a")).toMatchObject([
    { channel: 0, name: "connection.blocked", fields: { reason: "low on memory" } },
  ]);
  expect(client.publish("q", "b")).toEqual([]);
  expect(client.do("basic.qos", { prefetchCount: 2 })).toEqual([]);
  expect(queue.readyCount).toBe(0);

  shortOf(bench, "memory", false);
  expect(namesOf(client.take())).toEqual(["connection.unblocked", "basic.qos-ok"]);
  expect(bodies(client.do("basic.get", { queue: "q", noAck: true }))).toEqual(["a"]);
  expect(queue.readyCount).toBe(1);
});

test("what came in the same chunk as the publish waits, too, and in its order", () => {
  const bench = new Bench();
  bench.queue("q");
  const client = Client.connected(bench, CAPABILITIES);
  shortOf(bench, "disk", true);
  const get = makeMethod("basic.get", { queue: "q", noAck: true }) as Method;
  client.raw(Buffer.concat([...content("a"), ...content("b"), encodeMethod(1, get), encodeMethod(1, get)]));
  client.raw(Buffer.concat([...content("c"), encodeMethod(1, get)]));
  expect(namesOf(client.take())).toEqual(["connection.blocked"]);
  shortOf(bench, "disk", false);
  expect(bodies(client.take())).toEqual([undefined, "a", "b", "c"]);
});

test("who can't be told just waits", () => {
  const bench = new Bench();
  const queue = bench.queue("q");
  const client = Client.connected(bench, {});
  shortOf(bench, "memory", true);
  expect(client.publish("q", "a")).toEqual([]);
  expect(queue.readyCount).toBe(0);
  shortOf(bench, "memory", false);
  expect(client.take()).toEqual([]);
  expect(queue.readyCount).toBe(1);
});

test("both resources are named, and both must be well again", () => {
  const bench = new Bench();
  const client = Client.connected(bench, CAPABILITIES);
  shortOf(bench, "memory", true);
  shortOf(bench, "disk", true);
  expect(client.publish("q", "a")).toMatchObject([{ fields: { reason: "low on memory & disk" } }]);
  shortOf(bench, "memory", false);
  expect(client.take()).toEqual([]);
  shortOf(bench, "disk", false);
  expect(namesOf(client.take())).toEqual(["connection.unblocked"]);
});

test("consumers go on, and their acknowledgements end the alarm that messages in memory raised", () => {
  const bench = new Bench("4.1", { memoryLimits: { totalBytes: 10_000, heapBytes: Infinity } });
  const queue = bench.queue("q");
  const publisher = Client.connected(bench, CAPABILITIES);
  const body = "x".repeat(3000);
  const told: string[] = [];
  for (let count = 0; count < 5; count++) told.push(...namesOf(publisher.publish("q", body)));
  expect(told).toEqual(["connection.blocked"]);
  expect(queue.readyCount).toBe(3);

  const consumer = Client.connected(bench);
  const [, ...deliveries] = consumer.do("basic.consume", { queue: "q" });
  expect(namesOf(deliveries)).toEqual(["basic.deliver", "basic.deliver", "basic.deliver"]);
  expect(publisher.take()).toEqual([]);
  consumer.do("basic.ack", { deliveryTag: 1, multiple: false });
  expect(namesOf(publisher.take())).toEqual(["connection.unblocked", "connection.blocked"]);
  consumer.do("basic.ack", { deliveryTag: 0, multiple: true });
  expect(namesOf(publisher.take())).toEqual(["connection.unblocked"]);
  consumer.do("basic.ack", { deliveryTag: 0, multiple: true });
  expect(bench.broker.memory.bytes).toBe(0);
});

test("half a body counts, and is given back with its channel", () => {
  const bench = new Bench();
  const client = Client.connected(bench);
  const [head, ...frames] = content("x".repeat(300_000));
  client.raw(Buffer.concat([head as Uint8Array, ...frames.slice(0, -3)]));
  expect(bench.broker.memory.bytes).toBeGreaterThan(200_000);
  client.connection.disconnected();
  expect(bench.broker.memory.bytes).toBe(0);
});

test("what waits for tx.commit counts as well", () => {
  const bench = new Bench();
  bench.queue("q");
  const client = Client.connected(bench);
  client.do("tx.select");
  client.publish("q", "x".repeat(1000));
  expect(bench.broker.memory.bytes).toBeGreaterThan(1000);
  client.do("tx.rollback");
  expect(bench.broker.memory.bytes).toBe(0);
  client.publish("q", "x".repeat(1000));
  client.do("tx.commit");
  const held = bench.broker.memory.bytes;
  bench.drain(bench.vhost.queue("q", bench.owner));
  expect([held > 1000, bench.broker.memory.bytes]).toEqual([true, 0]);
  client.publish("q", "x".repeat(1000));
  client.connection.disconnected();
  expect(bench.broker.memory.bytes).toBe(0);
});

test("who is blocked and not listened to is not given up for its silence", () => {
  const bench = new Bench();
  const client = Client.connected(bench, CAPABILITIES);
  client.connection.startHeartbeat(10);
  shortOf(bench, "memory", true);
  client.publish("q", "a");
  bench.pass(60_000);
  expect(client.hasEnded).toBe(false);
  shortOf(bench, "memory", false);
  bench.pass(19_000);
  expect(client.hasEnded).toBe(false);
  bench.pass(2000);
  expect(client.hasEnded).toBe(true);
});

test("a blocked connection that goes leaves nothing that waits", () => {
  const bench = new Bench();
  const queue = bench.queue("q");
  const client = Client.connected(bench, CAPABILITIES);
  shortOf(bench, "memory", true);
  client.publish("q", "a");
  client.connection.disconnected();
  shortOf(bench, "memory", false);
  expect([queue.readyCount, client.connection.isBlocked, bench.broker.memory.bytes]).toEqual([0, false, 0]);
});

function content(body: string): readonly Uint8Array[] {
  const publish = makeMethod("basic.publish", { routingKey: "q" }) as Method;
  return encodeContent(1, publish, {}, Buffer.from(body), 131_072);
}
