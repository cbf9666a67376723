import { describe, expect, it } from "vitest";
import { Bench, bodiesOf, FakeConsumer } from "./support.ts";

describe("times of messages", () => {
  it("D39: a queue's messages expire after its time, to the millisecond", () => {
    const bench = new Bench();
    const queue = bench.queue("q", { "x-message-ttl": 1000 });
    bench.publish("q", "a");
    bench.pass(999);
    expect(queue.readyCount).toBe(1);
    bench.pass(1);
    expect(queue.readyCount).toBe(0);
    expect(bench.deadlines.next()).toBeUndefined();
  });

  it("D40: without any time, a message is for a consumer who waits, or for nobody", () => {
    const bench = new Bench();
    const queue = bench.queue("q", { "x-message-ttl": 0 });
    bench.publish("q", "lost");
    expect(queue.take(true)).toBeUndefined();
    const consumer = bench.consume(queue, new FakeConsumer("c"));
    bench.publish("q", "met");
    expect(consumer.bodies).toEqual(["met"]);
  });

  it("D42: a message behind one that lives longer is not looked at", () => {
    const bench = new Bench();
    const queue = bench.queue("q");
    bench.publish("q", "long", { properties: { expiration: "60000" } });
    bench.publish("q", "short", { properties: { expiration: "10" } });
    bench.pass(20);
    expect(queue.readyCount).toBe(2);
    expect(bodiesOf(bench.drain(queue))).toEqual(["long"]);
  });

  it("D43: the lower of both times counts", () => {
    const bench = new Bench();
    const queue = bench.queue("q", { "x-message-ttl": 50 });
    bench.publish("q", "a", { properties: { expiration: "100000" } });
    bench.pass(50);
    expect(queue.readyCount).toBe(0);
  });

  it("D45: coming back does not make a message younger", () => {
    const bench = new Bench();
    const queue = bench.queue("q", { "x-message-ttl": 100 });
    bench.publish("q", "a");
    const entry = queue.take(false)!;
    bench.pass(90);
    bench.do(() => queue.requeue(entry));
    expect(queue.readyCount).toBe(1);
    bench.pass(10);
    expect(queue.readyCount).toBe(0);
  });

  it("D46: an unused queue goes after its lease; use and consumers keep it", () => {
    const bench = new Bench();
    const queue = bench.queue("q", { "x-expires": 1000 });
    bench.pass(900);
    queue.take(true);
    bench.pass(900);
    bench.queue("q", { "x-expires": 1000 });
    bench.pass(999);
    const consumer = bench.consume(queue, new FakeConsumer("c"));
    bench.pass(5000);
    expect(queue.isDeleted).toBe(false);
    queue.removeConsumer(consumer);
    bench.pass(999);
    expect(queue.isDeleted).toBe(false);
    bench.pass(1);
    expect(queue.isDeleted).toBe(true);
    expect(bench.vhost.queues.has("q")).toBe(false);
  });
});

describe("lengths of queues", () => {
  it("D47: drops the oldest", () => {
    const bench = new Bench();
    const queue = bench.queue("q", { "x-max-length": 2 });
    for (const body of ["a", "b", "c"]) bench.publish("q", body);
    expect(bodiesOf(bench.drain(queue))).toEqual(["b", "c"]);
  });

  it("D48: counts what is ready, not what is unacknowledged", () => {
    const bench = new Bench();
    const queue = bench.queue("q", { "x-max-length": 1 });
    bench.publish("q", "a");
    queue.take(false);
    bench.publish("q", "b");
    expect([queue.readyCount, queue.unacknowledgedCount]).toEqual([1, 1]);
  });

  it("D49: counts bytes of bodies", () => {
    const bench = new Bench();
    const queue = bench.queue("q", { "x-max-length-bytes": 10 });
    for (const body of ["12345", "67890", "abc"]) bench.publish("q", body);
    expect(bodiesOf(bench.drain(queue))).toEqual(["67890", "abc"]);
  });

  it("D50: reject-publish refuses the newest", () => {
    const bench = new Bench();
    const queue = bench.queue("q", { "x-max-length": 1, "x-overflow": "reject-publish" });
    expect(bench.publish("q", "a").isRejected).toBe(false);
    expect(bench.publish("q", "b").isRejected).toBe(true);
    expect(bodiesOf(bench.drain(queue))).toEqual(["a"]);
  });

  it("D51: a length of 0 still serves a consumer who waits", () => {
    const bench = new Bench();
    const queue = bench.queue("q", { "x-max-length": 0 });
    bench.publish("q", "lost");
    const consumer = bench.consume(queue, new FakeConsumer("c"));
    bench.publish("q", "met");
    expect(consumer.bodies).toEqual(["met"]);
    expect(queue.readyCount).toBe(0);
  });
});
