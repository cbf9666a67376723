/** What waits behind many others is kept as bytes: nobody may notice. */
import { describe, expect, it } from "vitest";
import type { Entry } from "../../src/core/message.ts";
import { memoryStore } from "../../src/store/index.ts";
import { Bench, bodiesOf, FakeConsumer } from "./support.ts";

const DEPTH = 3000;

function numbers(from: number, to: number): string[] {
  return Array.from({ length: to - from }, (_, index) => `message ${from + index}`);
}

function publishAll(bench: Bench, options: Parameters<Bench["publish"]>[2] = {}, from = 0, to = DEPTH): void {
  for (const body of numbers(from, to)) bench.publish("q", body, options);
}

function reasons(entries: readonly Entry[]): unknown[] {
  return [...new Set(entries.map(({ message }) => message.properties.headers?.["x-first-death-reason"]?.value))];
}

describe("a deep queue", () => {
  it("gives out in order, what came back first, and counts the memory of what is there", () => {
    const bench = new Bench();
    const queue = bench.queue("q");
    publishAll(bench, {}, 1000, 1001);
    const { bytes } = bench.broker.memory;
    publishAll(bench, {}, 1001, 1000 + DEPTH);
    expect(bench.broker.memory.bytes).toBe(DEPTH * bytes);
    const consumer = bench.consume(queue, new FakeConsumer("c", { credit: 1000 }));
    expect(consumer.bodies).toEqual(numbers(1000, 2000));
    expect(bench.broker.memory.bytes).toBe(DEPTH * bytes);
    for (const entry of consumer.entries.slice(0, 500)) queue.acknowledge(entry);
    for (const entry of consumer.entries.slice(500).toReversed()) queue.giveBack(entry);
    publishAll(bench, {}, 1000 + DEPTH, 1001 + DEPTH);
    const rest = bench.drain(queue);
    expect(bodiesOf(rest)).toEqual(numbers(1500, 1001 + DEPTH));
    expect(rest.map(({ redelivered }) => redelivered).lastIndexOf(true)).toBe(499);
    expect(bench.broker.memory.bytes).toBe(0);
  });

  it("shares messages with other queues, each with its own place", () => {
    const bench = new Bench();
    bench.exchange("logs", "fanout");
    const [queue, other] = [bench.queue("q"), bench.queue("other")];
    for (const each of [queue, other]) bench.bind("logs", each);
    for (let count = 0; count < DEPTH; count++) {
      bench.publish("q", `direct ${count}`);
      bench.publish("", `both ${count}`, { exchange: "logs", properties: { deliveryMode: 2 } });
    }
    const both = Array.from({ length: DEPTH }, (_, count) => `both ${count}`);
    expect(bodiesOf(bench.drain(other))).toEqual(both);
    expect(bench.broker.memory.bytes).toBeGreaterThan(0);
    const all = bench.drain(queue);
    expect(bodiesOf(all)).toEqual(both.flatMap((body, count) => [`direct ${count}`, body]));
    expect(all.slice(-2).map(({ message }) => [message.exchange, message.routingKey])).toEqual([
      ["", "q"],
      ["logs", ""],
    ]);
    expect(bench.broker.memory.bytes).toBe(0);
    const notes = bench.journal.take();
    const count = (start: string): number => notes.filter((note) => note.startsWith(start)).length;
    expect([count("store message"), count("enqueue"), count("settle"), count("remove message")]).toEqual([
      DEPTH,
      2 * DEPTH,
      2 * DEPTH,
      DEPTH,
    ]);
  });

  it("lets messages expire when their time comes, and drops the oldest over its length", () => {
    const bench = new Bench();
    bench.exchange("dead", "fanout");
    const queue = bench.queue("q", { "x-dead-letter-exchange": "dead", "x-max-length": DEPTH });
    const dead = bench.queue("d");
    bench.bind("dead", dead);
    publishAll(bench, { properties: { expiration: "1000" } }, 0, DEPTH / 2);
    bench.pass(500);
    publishAll(bench, { properties: { expiration: "1000" } }, DEPTH / 2, DEPTH + 100);
    const overLength = bench.drain(dead);
    expect([bodiesOf(overLength), reasons(overLength)]).toEqual([numbers(0, 100), ["maxlen"]]);
    bench.pass(500);
    expect(bodiesOf(bench.drain(dead))).toEqual(numbers(100, DEPTH / 2));
    expect(queue.readyCount).toBe(DEPTH / 2 + 100);
    bench.pass(499);
    expect(queue.readyCount).toBe(DEPTH / 2 + 100);
    bench.pass(1);
    const expired = bench.drain(dead);
    expect([bodiesOf(expired), reasons(expired)]).toEqual([numbers(DEPTH / 2, DEPTH + 100), ["expired"]]);
    expect(bench.broker.memory.bytes).toBe(0);
  });

  it("is the same after a restart", () => {
    const store = memoryStore();
    const before = new Bench("4.1", { journal: store.journal });
    const properties = { deliveryMode: 2, headers: { color: { type: "string", value: "green" } } } as const;
    const queue = before.queue("q");
    publishAll(before, { properties });
    const consumer = before.consume(queue, new FakeConsumer("c", { credit: 1000 }));
    for (const entry of consumer.entries.slice(0, 400)) queue.acknowledge(entry);
    for (const entry of consumer.entries.slice(400, 500)) queue.giveBack(entry);

    const after = new Bench("4.1", { journal: store.journal, contents: store.takeContents() });
    const restored = after.vhost.queues.get("q")!;
    publishAll(after, { properties }, DEPTH, DEPTH + 10);
    const all = after.drain(restored);
    expect(bodiesOf(all)).toEqual(numbers(400, DEPTH + 10));
    expect(all.map(({ redelivered }) => redelivered).lastIndexOf(true)).toBe(599);
    expect(all.every(({ message }) => message.properties.headers?.["color"]?.value === "green")).toBe(true);
    expect([...store.takeContents().messages]).toEqual([]);
    expect(after.broker.memory.bytes).toBe(0);
  });

  it("is purged, and deleted, with all that is in it", () => {
    const bench = new Bench();
    const queue = bench.queue("q", { "x-max-priority": 3 });
    for (const priority of [0, 2]) publishAll(bench, { properties: { priority, deliveryMode: 2 } });
    expect(queue.purge()).toBe(2 * DEPTH);
    expect(bench.broker.memory.bytes).toBe(0);
    publishAll(bench, { properties: { priority: 1 } });
    bench.vhost.removeQueue(queue);
    expect(bench.broker.memory.bytes).toBe(0);
  });
});
