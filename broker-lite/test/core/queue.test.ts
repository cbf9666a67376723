import { describe, expect, it } from "vitest";
import { Bench, bodiesOf, FakeConsumer } from "./support.ts";

const triesUntilDropped = (profile: "3.10" | "4.1"): number => {
  const bench = new Bench(profile);
  const queue = bench.queue("q", { "x-queue-type": "quorum" });
  bench.publish("q", "poison");
  let count = 0;
  for (let entry = queue.take(false); entry !== undefined && count < 50; entry = queue.take(false)) {
    queue.requeue(entry);
    count++;
  }
  return count;
};

const orderOfPriorities = (profile: "3.10" | "4.1"): string[] => {
  const bench = new Bench(profile);
  const queue = bench.queue("q", { "x-queue-type": "quorum" });
  bench.publish("q", "normal 1");
  bench.publish("q", "normal 2", { properties: { priority: 4 } });
  for (const body of ["high 1", "high 2", "high 3"]) bench.publish("q", body, { properties: { priority: 5 } });
  return bodiesOf(bench.drain(queue));
};

describe("a queue and its consumers", () => {
  it("F06: gives messages out in turn", () => {
    const bench = new Bench();
    const queue = bench.queue("q");
    const [one, two] = [bench.consume(queue, new FakeConsumer("one")), bench.consume(queue, new FakeConsumer("two"))];
    for (const body of ["a", "b", "c", "d"]) bench.publish("q", body);
    expect([one.bodies, two.bodies]).toEqual([
      ["a", "c"],
      ["b", "d"],
    ]);
    expect(queue.unacknowledgedCount).toBe(4);
  });

  it("F07: waits until somebody has credit again", () => {
    const bench = new Bench();
    const queue = bench.queue("q");
    const busy = bench.consume(queue, new FakeConsumer("busy", { credit: 1 }));
    for (const body of ["a", "b", "c"]) bench.publish("q", body);
    expect([busy.bodies, queue.readyCount]).toEqual([["a"], 2]);
    bench.do(() => {
      queue.acknowledge(busy.entries[0]!);
      busy.credit = 1;
      queue.wakeConsumer(busy);
    });
    expect([busy.bodies, queue.readyCount, queue.unacknowledgedCount]).toEqual([["a", "b"], 1, 1]);
  });

  it("F30: serves the highest priority first, while it has credit", () => {
    const bench = new Bench();
    const queue = bench.queue("q");
    const low = bench.consume(queue, new FakeConsumer("low"));
    const high = bench.consume(queue, new FakeConsumer("high", { priority: 5, credit: 2 }));
    for (const body of ["a", "b", "c"]) bench.publish("q", body);
    expect([high.bodies, low.bodies]).toEqual([["a", "b"], ["c"]]);
  });

  it("D53: with a single active consumer the first gets all, and the next one takes over", () => {
    const bench = new Bench();
    const queue = bench.queue("q", { "x-single-active-consumer": true });
    const first = bench.consume(queue, new FakeConsumer("first"));
    const second = bench.consume(queue, new FakeConsumer("second"));
    bench.publish("q", "a");
    bench.publish("q", "b");
    bench.do(() => queue.removeConsumer(first));
    bench.publish("q", "c");
    expect([first.bodies, second.bodies]).toEqual([["a", "b"], ["c"]]);
  });

  it("D18: an auto-delete queue goes with its last consumer, not before a first one", () => {
    const bench = new Bench();
    const queue = bench.queue("q", {}, { autoDelete: true });
    expect(bench.vhost.queues.has("q")).toBe(true);
    const [one, two] = [bench.consume(queue, new FakeConsumer("1")), bench.consume(queue, new FakeConsumer("2"))];
    queue.removeConsumer(one);
    expect(bench.vhost.queues.has("q")).toBe(true);
    queue.removeConsumer(two);
    expect(bench.vhost.queues.has("q")).toBe(false);
  });

  it("F14: tells its consumers when it is deleted", () => {
    const bench = new Bench();
    const queue = bench.queue("q");
    const consumer = bench.consume(queue, new FakeConsumer("c"));
    bench.vhost.removeQueue(queue);
    expect(consumer.wasCancelled).toBe(true);
  });
});

describe("a queue and what comes back", () => {
  it("F22, F23: puts it at its original place, marked as redelivered", () => {
    const bench = new Bench();
    const queue = bench.queue("q");
    for (const body of ["a", "b", "c", "d"]) bench.publish("q", body);
    const [a, b, c] = [queue.take(false)!, queue.take(false)!, queue.take(false)!];
    for (const entry of [c, a, b]) queue.requeue(entry);
    const drained = bench.drain(queue);
    expect(bodiesOf(drained)).toEqual(["a", "b", "c", "d"]);
    expect(drained.map(({ redelivered }) => redelivered)).toEqual([true, true, true, false]);
  });

  it("D22: purging leaves alone what is unacknowledged", () => {
    const bench = new Bench();
    const queue = bench.queue("q");
    bench.publish("q", "a");
    bench.publish("q", "b");
    const entry = queue.take(false)!;
    expect(queue.purge()).toBe(1);
    queue.requeue(entry);
    expect(bodiesOf(bench.drain(queue))).toEqual(["a"]);
  });

  it("D55, D56: a quorum queue counts, and gives up after its delivery limit", () => {
    const bench = new Bench();
    const queue = bench.queue("q", { "x-queue-type": "quorum", "x-delivery-limit": 2 });
    bench.publish("q", "poison");
    const counts = [1, 2, 3].map(() => {
      const entry = queue.take(false)!;
      const { deliveryCount } = entry;
      queue.requeue(entry);
      return deliveryCount;
    });
    expect(counts).toEqual([0, 1, 2]);
    expect(queue.readyCount).toBe(0);
    expect(queue.unacknowledgedCount).toBe(0);
  });

  it("a quorum queue of 4.x gives up after twenty, one of 3.10 never", () => {
    expect([triesUntilDropped("4.1"), triesUntilDropped("3.10")]).toEqual([21, 50]);
  });

  it("a quorum queue without a limit puts it at the end, but gives back at its place what a lost consumer had", () => {
    const bench = new Bench("3.10");
    const queue = bench.queue("q", { "x-queue-type": "quorum" });
    for (const body of ["a", "b", "c"]) bench.publish("q", body);
    queue.requeue(queue.take(false)!);
    queue.giveBack(queue.take(false)!);
    const drained = bench.drain(queue);
    expect(bodiesOf(drained)).toEqual(["b", "c", "a"]);
    expect(drained.map(({ deliveryCount }) => deliveryCount)).toEqual([1, 0, 1]);
  });
});

describe("a queue and priorities", () => {
  it("D52: gives the highest first, in order within one, and caps what is above its own", () => {
    const bench = new Bench();
    const queue = bench.queue("q", { "x-max-priority": 5 });
    const priorities: [string, number | undefined][] = [
      ["none", undefined],
      ["one", 1],
      ["five", 5],
      ["nine", 9],
      ["one more", 1],
    ];
    for (const [body, priority] of priorities) {
      bench.publish("q", body, priority === undefined ? {} : { properties: { priority } });
    }
    expect(bodiesOf(bench.drain(queue))).toEqual(["five", "nine", "one", "one more", "none"]);
  });

  it("K: a quorum queue of 4.x serves two of high priority, then a normal one; one of 3.10 knows no priorities", () => {
    expect(orderOfPriorities("4.1")).toEqual(["high 1", "high 2", "normal 1", "high 3", "normal 2"]);
    expect(orderOfPriorities("3.10")).toEqual(["normal 1", "normal 2", "high 1", "high 2", "high 3"]);
  });
});
