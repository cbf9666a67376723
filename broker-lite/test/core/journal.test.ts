import { describe, expect, it } from "vitest";
import { definitionKey, type JournalContents } from "../../src/core/ports.ts";
import { memoryStore } from "../../src/store/index.ts";
import { Bench, bodiesOf, FakeConsumer } from "./support.ts";

const PERSISTENT = { properties: { deliveryMode: 2 } } as const;

/** A second life of the broker, from what the first one kept. */
function secondLife(act: (bench: Bench) => void): Bench {
  const store = memoryStore();
  act(new Bench("4.1", { journal: store.journal }));
  return new Bench("4.1", { contents: store.takeContents() });
}

describe("what the journal is told", () => {
  it("of durable things only", () => {
    const bench = new Bench();
    bench.queue("kept");
    bench.queue("transient", {}, { durable: false });
    const exclusive = bench.queue("exclusive", {}, { exclusive: true });
    bench.exchange("x", "direct");
    bench.bind("x", bench.vhost.queue("kept", bench.owner), "k");
    bench.bind("x", exclusive, "k");
    expect(bench.journal.take()).toEqual(["put queue kept", "put exchange x", "put binding"]);
  });

  it("of persistent messages in durable queues, and in quorum queues of all", () => {
    const bench = new Bench();
    bench.queue("kept");
    bench.queue("transient", {}, { durable: false });
    bench.queue("quorum", { "x-queue-type": "quorum" });
    bench.journal.take();
    expect(bench.publish("kept", "a", PERSISTENT).isJournaled).toBe(true);
    expect(bench.publish("kept", "b").isJournaled).toBe(false);
    expect(bench.publish("transient", "c", PERSISTENT).isJournaled).toBe(false);
    expect(bench.publish("quorum", "d").isJournaled).toBe(true);
    expect(bench.journal.take()).toEqual([
      "store message 1",
      "enqueue 1 in 1 at 1",
      "store message 4",
      "enqueue 4 in 3 at 1",
    ]);
  });

  it("the body once, until the last queue is done with it", () => {
    const bench = new Bench();
    const [one, two] = [bench.queue("one"), bench.queue("two")];
    bench.bind("amq.fanout", one);
    bench.bind("amq.fanout", two);
    bench.publish("", "news", { exchange: "amq.fanout", ...PERSISTENT });
    bench.journal.take();
    bench.do(() => one.acknowledge(one.take(false)!));
    bench.do(() => two.acknowledge(two.take(false)!));
    expect(bench.journal.take()).toEqual([
      "delivered 1 through 1",
      "settle 1 at 1",
      "delivered 2 through 1",
      "settle 2 at 1",
      "remove message 1",
    ]);
  });

  it("a message that is open when its queue goes is forgotten when it is settled", () => {
    const bench = new Bench();
    const queue = bench.queue("q");
    bench.publish("q", "a", PERSISTENT);
    const entry = queue.take(false)!;
    bench.journal.take();
    bench.vhost.removeQueue(queue);
    expect(bench.journal.take()).toEqual([`remove ${definitionKey(queue.definition)}`, "remove queue 1"]);
    queue.giveBack(entry);
    expect(bench.journal.take()).toEqual(["remove message 1"]);
  });
});

describe("what comes back from the journal", () => {
  it("D58: durable queues, exchanges, bindings and persistent messages, in their order", () => {
    const bench = secondLife((before) => {
      before.exchange("x", "topic", { "alternate-exchange": "amq.fanout" });
      before.bind("x", before.queue("q", { "x-max-length": 10 }), "a.#");
      before.queue("transient", {}, { durable: false });
      for (const body of ["a", "b", "c"]) before.publish("a.b", body, { exchange: "x", ...PERSISTENT });
      before.publish("a.b", "transient", { exchange: "x" });
    });
    const { vhost } = bench;
    expect([...vhost.queues.keys()]).toEqual(["q"]);
    expect(vhost.exchange("x").alternateExchange).toBe("amq.fanout");
    const queue = vhost.queue("q", bench.owner);
    expect(queue.policy.maximumLength).toBe(10);
    expect([...vhost.bindings].map(({ routingKey }) => routingKey)).toEqual(["a.#"]);
    const drained = bench.drain(queue);
    expect(bodiesOf(drained)).toEqual(["a", "b", "c"]);
    expect(drained.map(({ redelivered }) => redelivered)).toEqual([false, false, false]);
  });

  it("what was delivered and not acknowledged comes back redelivered, with its count", () => {
    const bench = secondLife((before) => {
      const queue = before.queue("q", { "x-queue-type": "quorum" });
      for (const body of ["a", "b", "c"]) before.publish("q", body);
      before.do(() => queue.requeue(queue.take(false)!));
      before.consume(queue, new FakeConsumer("c", { credit: 2 }));
    });
    const drained = bench.drain(bench.vhost.queue("q", bench.owner));
    expect(drained.map((entry) => [bodiesOf([entry])[0], entry.redelivered, entry.deliveryCount])).toEqual([
      ["a", true, 1],
      ["b", true, 0],
      ["c", false, 0],
    ]);
  });

  it("positions and identifiers go on where they were", () => {
    const bench = secondLife((before) => {
      before.queue("q");
      before.publish("q", "a", PERSISTENT);
    });
    const fresh = bench.queue("fresh");
    expect(fresh.definition.queueId).toBe(2);
    bench.publish("q", "b", PERSISTENT);
    expect(bench.journal.entries).toMatchObject([{ queueId: 1, position: 2, messageId: 2 }]);
  });

  it("messages that no queue holds are removed, and what expired meanwhile expires", () => {
    const stored = { exchange: "", routingKey: "q", properties: {}, body: Buffer.from("x"), carbonCopies: [] };
    const definition = {
      kind: "queue",
      vhost: "/",
      queueId: 4,
      name: "q",
      durable: true,
      exclusive: false,
      autoDelete: false,
      arguments: {},
    } as const;
    const bench = new Bench();
    const contents: JournalContents = {
      definitions: [definition],
      messages: [
        { ...stored, messageId: 1, isDeadLettered: false },
        { ...stored, messageId: 2, isDeadLettered: false },
      ],
      entries: [{ queueId: 4, position: 9, messageId: 2, expiresAtMs: bench.nowMs - 1, deliveryCount: 0 }],
      deliveredThrough: new Map(),
    };
    bench.broker.restore(contents);
    expect(bench.journal.take()).toEqual(["remove message 1", "settle 4 at 9", "remove message 2"]);
    expect(bench.vhost.queue("q", bench.owner).readyCount).toBe(0);
  });
});
