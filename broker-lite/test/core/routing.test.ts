import { describe, expect, it } from "vitest";
import { route } from "../../src/core/publishing.ts";
import { Bench, bodiesOf } from "./support.ts";

function namesOf(bench: Bench, exchange: string, routingKey: string, carbonCopies: readonly string[] = []): string[] {
  const queues = route(bench.vhost, bench.vhost.exchange(exchange), routingKey, carbonCopies, undefined);
  return queues.map(({ name }) => name);
}

describe("routing", () => {
  it("C17: knows every queue by its name at the default exchange", () => {
    const bench = new Bench();
    bench.queue("q");
    expect(namesOf(bench, "", "q")).toEqual(["q"]);
    expect(namesOf(bench, "", "r")).toEqual([]);
  });

  it("C25, C26: gives a queue one copy, however many bindings match", () => {
    const bench = new Bench();
    const queue = bench.queue("q");
    bench.exchange("x", "topic");
    for (const key of ["a.*", "a.*", "#", "a.b"]) bench.bind("x", queue, key);
    expect(namesOf(bench, "x", "a.b")).toEqual(["q"]);
  });

  it("C28: tells bindings apart by their arguments", () => {
    const bench = new Bench();
    const queue = bench.queue("q");
    bench.bind("amq.direct", queue, "k", { a: 1 });
    bench.bind("amq.direct", queue, "k", { a: 2 });
    bench.vhost.unbind("amq.direct", queue, "k", { a: { type: "int32", value: 1 } });
    expect(namesOf(bench, "amq.direct", "k")).toEqual(["q"]);
    bench.vhost.unbind("amq.direct", queue, "k", { a: { type: "int32", value: 2 } });
    expect(namesOf(bench, "amq.direct", "k")).toEqual([]);
  });

  it("C40, C41: goes from exchange to exchange, and ends in a cycle", () => {
    const bench = new Bench();
    const queue = bench.queue("q");
    for (const name of ["x", "y", "z"]) bench.exchange(name, "fanout");
    const [x, y, z] = ["x", "y", "z"].map((name) => bench.vhost.exchange(name)) as [never, never, never];
    bench.vhost.bind("x", y, "", {});
    bench.vhost.bind("y", z, "", {});
    bench.vhost.bind("z", x, "", {});
    bench.bind("y", queue);
    bench.bind("z", queue);
    expect(namesOf(bench, "x", "")).toEqual(["q"]);
    bench.vhost.unbind("x", y, "", {});
    expect(namesOf(bench, "x", "")).toEqual([]);
  });

  it("C42, C43: leaves what it can't route to the alternate exchange, where there is one", () => {
    const bench = new Bench();
    const queue = bench.queue("rest");
    bench.exchange("x", "direct", { "alternate-exchange": "others" });
    expect(namesOf(bench, "x", "k")).toEqual([]);
    bench.exchange("others", "fanout");
    bench.bind("others", queue);
    expect(namesOf(bench, "x", "k")).toEqual(["rest"]);
    bench.bind("x", bench.queue("q"), "k");
    expect(namesOf(bench, "x", "k")).toEqual(["q"]);
  });

  it("E10: routes by the copies' keys, too", () => {
    const bench = new Bench();
    for (const name of ["a", "b", "c"]) bench.queue(name);
    expect(namesOf(bench, "", "a", ["b", "a", "nobody"])).toEqual(["a", "b"]);
  });

  it("C20, C21: an auto-delete exchange goes with its last binding, not before a first one", () => {
    const bench = new Bench();
    bench.exchange("x", "direct", {}, true);
    expect(bench.vhost.exchanges.has("x")).toBe(true);
    const queue = bench.queue("q");
    bench.bind("x", queue, "k");
    bench.vhost.removeQueue(queue);
    expect(bench.vhost.exchanges.has("x")).toBe(false);
  });

  it("a deleted exchange takes its bindings with it, in both directions", () => {
    const bench = new Bench();
    const queue = bench.queue("q");
    bench.exchange("x", "fanout");
    bench.bind("x", queue);
    bench.vhost.bind("amq.fanout", bench.vhost.exchange("x"), "", {});
    bench.vhost.deleteExchange("x", false);
    expect([...bench.vhost.bindings]).toEqual([]);
    expect(queue.incoming.size).toBe(0);
    expect(namesOf(bench, "amq.fanout", "")).toEqual([]);
  });

  it("says how many queues a message was for, and keeps it once for all of them", () => {
    const bench = new Bench();
    for (const name of ["a", "b"]) bench.bind("amq.fanout", bench.queue(name));
    const routed = bench.publish("", "news", { exchange: "amq.fanout", properties: { deliveryMode: 2 } });
    expect(routed).toEqual({ queueCount: 2, isRejected: false, isJournaled: true });
    expect(bench.journal.messages.map(({ messageId }) => messageId)).toEqual([1]);
    expect(bench.journal.entries.map(({ messageId }) => messageId)).toEqual([1, 1]);
    expect(bodiesOf(bench.drain(bench.vhost.queue("b", bench.owner)))).toEqual(["news"]);
  });
});
