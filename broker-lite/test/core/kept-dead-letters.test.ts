/** Dead letters that must not be lost (https://www.rabbitmq.com/docs/quorum-queues#dead-lettering). */
import { expect, test } from "vitest";
import { DEAD_LETTER_RETRY_MS } from "../../src/limits.ts";
import { memoryStore } from "../../src/store/index.ts";
import type { PlainValue } from "../../src/wire/index.ts";
import { Bench, bodiesOf } from "./support.ts";

const AT_LEAST_ONCE: Record<string, PlainValue> = {
  "x-queue-type": "quorum",
  "x-dead-letter-exchange": "graves",
  "x-dead-letter-strategy": "at-least-once",
  "x-overflow": "reject-publish",
};

/** A message in a queue of that kind is rejected, and nobody takes it. */
function buried(more: Record<string, PlainValue> = {}): { bench: Bench; queue: ReturnType<Bench["queue"]> } {
  const bench = new Bench("3.10");
  const queue = bench.queue("q", { ...AT_LEAST_ONCE, ...more });
  bench.publish("q", "a");
  const entry = queue.take(false);
  bench.do(() => entry === undefined || queue.reject(entry));
  return { bench, queue };
}

test("one that nobody takes is tried again until somebody does, and settled then", () => {
  const { bench, queue } = buried();
  expect([queue.readyCount, queue.unacknowledgedCount, queue.keptDeadLetterCount]).toEqual([0, 0, 1]);
  expect(bench.journal.take()).not.toContain("settle 1 at 1");
  bench.pass(DEAD_LETTER_RETRY_MS);
  expect(queue.keptDeadLetterCount).toBe(1);
  bench.exchange("graves", "fanout");
  const dead = bench.queue("dead");
  bench.bind("graves", dead);
  bench.pass(DEAD_LETTER_RETRY_MS);
  expect(queue.keptDeadLetterCount).toBe(0);
  expect(bench.journal.take()).toContain("settle 1 at 1");
  expect(bodiesOf(bench.drain(dead))).toEqual(["a"]);
  expect(bench.broker.memory.bytes).toBe(0);
});

test("queues that have it do not get it again while others are full", () => {
  const bench = new Bench("3.10");
  bench.exchange("graves", "fanout");
  const [empty, full] = [
    bench.queue("empty"),
    bench.queue("full", { "x-max-length": 1, "x-overflow": "reject-publish" }),
  ];
  for (const target of [empty, full]) bench.bind("graves", target);
  bench.publish("full", "in the way");
  const queue = bench.queue("q", AT_LEAST_ONCE);
  bench.publish("q", "a");
  const entry = queue.take(false);
  bench.do(() => entry === undefined || queue.reject(entry));
  expect([empty.readyCount, full.readyCount, queue.keptDeadLetterCount]).toEqual([1, 1, 1]);
  bench.drain(full);
  bench.pass(DEAD_LETTER_RETRY_MS);
  expect([empty.readyCount, full.readyCount, queue.keptDeadLetterCount]).toEqual([1, 1, 0]);
});

test("they go with their queue, and leave no deadline and no memory behind", () => {
  const { bench, queue } = buried();
  bench.do(() => bench.vhost.removeQueue(queue));
  expect(queue.keptDeadLetterCount).toBe(0);
  expect(bench.broker.memory.bytes).toBe(0);
  expect(bench.deadlines.size).toBe(0);
});

test("without reject-publish they are lost, as any others", () => {
  const { queue } = buried({ "x-overflow": "drop-head" });
  expect(queue.keptDeadLetterCount).toBe(0);
});

test("after a restart they are dead still, and go when somebody takes them", () => {
  const store = memoryStore();
  const before = new Bench("3.10", { journal: store.journal });
  const queue = before.queue("q", { ...AT_LEAST_ONCE, "x-dead-letter-routing-key": "grave" });
  for (const body of ["a", "b"]) before.publish("q", body);
  const entry = queue.take(false);
  before.do(() => entry === undefined || queue.reject(entry));
  const after = new Bench("3.10", { journal: store.journal, contents: store.takeContents() });
  const restored = after.vhost.queue("q", {});
  expect([restored.readyCount, restored.keptDeadLetterCount]).toEqual([1, 1]);
  after.exchange("graves", "fanout");
  const dead = after.queue("dead");
  after.bind("graves", dead);
  after.pass(DEAD_LETTER_RETRY_MS);
  const [taken] = after.drain(dead);
  expect(taken?.message.properties.headers?.["x-first-death-reason"]?.value).toBe("rejected");
  expect([restored.readyCount, restored.keptDeadLetterCount]).toEqual([1, 0]);
  expect([...store.takeContents().entries]).toHaveLength(1);
});
