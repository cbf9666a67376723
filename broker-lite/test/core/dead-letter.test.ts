import { describe, expect, it } from "vitest";
import { fieldTable, plain, type PlainValue } from "../../src/wire/index.ts";
import { Bench, bodiesOf, NOON_MS } from "./support.ts";

const TO_DEAD = { "x-dead-letter-exchange": "", "x-dead-letter-routing-key": "dead" };

type Death = { readonly [name: string]: PlainValue };

const count = (profile: "3.10" | "4.1"): PlainValue => {
  const bench = new Bench(profile);
  const [queue, dead] = [bench.queue("q", TO_DEAD), bench.queue("dead")];
  const headers = fieldTable({ "x-death": [{ count: 6, reason: "rejected", queue: "q" }] });
  bench.publish("q", "a", { properties: { headers } });
  bench.do(() => queue.reject(queue.take(false)!));
  const deaths = plain(bench.drain(dead)[0]!.message.properties.headers!)["x-death"] as Death[];
  expect(deaths).toHaveLength(1);
  return deaths[0]!["count"]!;
};

describe("dead letters", () => {
  it("H01, H02: carry where, why, when and how often", () => {
    const bench = new Bench();
    const [queue, dead] = [bench.queue("q", TO_DEAD), bench.queue("dead")];
    bench.publish("q", "a", { properties: { headers: fieldTable({ mine: "kept" }), correlationId: "7" } });
    bench.do(() => queue.reject(queue.take(false)!));
    const [entry] = bench.drain(dead);
    const { headers, correlationId } = entry!.message.properties;
    expect(correlationId).toBe("7");
    expect(plain(headers!)).toEqual({
      mine: "kept",
      "x-death": [
        { count: 1, reason: "rejected", queue: "q", time: NOON_MS / 1000, exchange: "", "routing-keys": ["q"] },
      ],
      "x-first-death-queue": "q",
      "x-first-death-reason": "rejected",
      "x-first-death-exchange": "",
      "x-last-death-queue": "q",
      "x-last-death-reason": "rejected",
      "x-last-death-exchange": "",
    });
  });

  it("H02: 3.10 has no x-last-death headers", () => {
    const bench = new Bench("3.10");
    const [queue, dead] = [bench.queue("q", TO_DEAD), bench.queue("dead")];
    bench.publish("q", "a");
    bench.do(() => queue.reject(queue.take(false)!));
    expect(bench.drain(dead)[0]!.message.properties.headers).not.toHaveProperty("x-last-death-queue");
  });

  it("H03: an expired message loses its expiration and keeps it in its history", () => {
    const bench = new Bench();
    bench.queue("q", TO_DEAD);
    const dead = bench.queue("dead");
    bench.publish("q", "a", { properties: { expiration: "100" } });
    bench.pass(100);
    const { properties } = bench.drain(dead)[0]!.message;
    expect(properties).not.toHaveProperty("expiration");
    const [death] = plain(properties.headers!)["x-death"] as Death[];
    expect(death).toMatchObject({ reason: "expired", "original-expiration": "100" });
  });

  it("H04: what is dropped for length dies of it", () => {
    const bench = new Bench();
    bench.queue("q", { ...TO_DEAD, "x-max-length": 1 });
    const dead = bench.queue("dead");
    for (const body of ["a", "b"]) bench.publish("q", body);
    const [entry] = bench.drain(dead);
    expect(bodiesOf([entry!])).toEqual(["a"]);
    expect(plain(entry!.message.properties.headers!)).toMatchObject({ "x-first-death-reason": "maxlen" });
  });

  it("H05: reject-publish-dlx refuses and dead-letters", () => {
    const bench = new Bench();
    bench.queue("q", { ...TO_DEAD, "x-max-length": 1, "x-overflow": "reject-publish-dlx" });
    const dead = bench.queue("dead");
    bench.publish("q", "a");
    expect(bench.publish("q", "b").isRejected).toBe(true);
    expect(bodiesOf(bench.drain(dead))).toEqual(["b"]);
  });

  it("H06: without a key of its own the message keeps its key", () => {
    const bench = new Bench();
    const queue = bench.queue("q", { "x-dead-letter-exchange": "amq.topic" });
    const dead = bench.queue("dead");
    bench.bind("amq.topic", dead, "q");
    bench.publish("q", "a");
    bench.do(() => queue.reject(queue.take(false)!));
    const { exchange, routingKey } = bench.drain(dead)[0]!.message;
    expect([exchange, routingKey]).toEqual(["amq.topic", "q"]);
  });

  it("H07: what a client says of earlier deaths is believed by 3.10 and not by 4.x", () => {
    expect([count("3.10"), count("4.1")]).toEqual([7, 1]);
  });

  it("H08: a cycle without a rejection in it ends", () => {
    const bench = new Bench();
    const queue = bench.queue("q", { "x-message-ttl": 10, "x-dead-letter-exchange": "" });
    bench.publish("q", "a");
    bench.pass(10);
    expect(queue.readyCount).toBe(0);
  });

  it("H09, H13: a cycle with a rejection in it goes on, and counts", () => {
    const bench = new Bench();
    const work = bench.queue("work", { "x-dead-letter-exchange": "", "x-dead-letter-routing-key": "wait" });
    bench.queue("wait", {
      "x-message-ttl": 100,
      "x-dead-letter-exchange": "",
      "x-dead-letter-routing-key": "work",
    });
    bench.publish("work", "a");
    const goRound = (): void => {
      bench.do(() => work.reject(work.take(false)!));
      bench.pass(100);
    };
    goRound();
    goRound();
    const deaths = plain(bench.drain(work)[0]!.message.properties.headers!)["x-death"] as Death[];
    expect(deaths.map(({ queue, reason, count }) => [queue, reason, count])).toEqual([
      ["wait", "expired", 2],
      ["work", "rejected", 2],
    ]);
  });

  it("H10, H11, H12: no exchange, a purge, a deletion and a requeue are no deaths", () => {
    const bench = new Bench();
    const dead = bench.queue("dead");
    const queue = bench.queue("q", TO_DEAD);
    const nowhere = bench.queue("nowhere", { "x-dead-letter-exchange": "missing" });
    bench.publish("nowhere", "a");
    bench.do(() => nowhere.reject(nowhere.take(false)!));
    for (const body of ["a", "b"]) bench.publish("q", body);
    bench.do(() => queue.requeue(queue.take(false)!));
    queue.purge();
    bench.publish("q", "c");
    bench.do(() => bench.vhost.removeQueue(queue));
    expect(dead.readyCount).toBe(0);
  });

  it("moves in the journal without a moment in between", () => {
    const bench = new Bench();
    const queue = bench.queue("q", TO_DEAD);
    bench.queue("dead");
    bench.publish("q", "a", { properties: { deliveryMode: 2 } });
    bench.journal.take();
    bench.do(() => queue.reject(queue.take(false)!));
    expect(bench.journal.take()).toEqual([
      "delivered 1 through 1",
      "store message 2",
      "enqueue 2 in 2 at 1",
      "settle 1 at 1",
      "remove message 1",
    ]);
  });
});
