/** Section D: messages and queues that end by time, limits of length, priorities, single active consumers. */
import type { Channel } from "../channel.ts";
import { section } from "../scenario.ts";

/** A queue that dead-letters into `gone`, whose consumer tells when a message expired: nothing here waits by the clock. */
async function watched(ch: Channel, plain: Record<string, string | number>): Promise<Channel> {
  const watcher = await ch.peer.channel();
  await watcher.queue("gone");
  await watcher.consume("gone", "watcher", { noAck: true });
  await ch.queue("q", { arguments: { "x-dead-letter-exchange": "", "x-dead-letter-routing-key": "gone", ...plain } });
  return watcher;
}

export const time = section("D-time", (scenario) => {
  scenario("x-message-ttl: a message is gone after it", ["D39"], async (c) => {
    const ch = await c.channel();
    const watcher = await watched(ch, { "x-message-ttl": 100 });
    ch.publish("q", "a");
    await c.elapse(200);
    await watcher.deliveries();
    await ch.get("q");
  });
  scenario("x-message-ttl: what was delivered in time doesn't expire", ["D39"], async (c) => {
    const ch = await c.channel();
    const watcher = await watched(ch, { "x-message-ttl": 200 });
    ch.publish("q", "held");
    await ch.get("q");
    ch.publish("q", "waiting");
    await c.elapse(300);
    await watcher.deliveries();
    ch.ack(1);
    await watcher.quiet();
  });
  scenario("a time to live of 0: delivered to a consumer that waits, else gone at once", ["D40"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q", { arguments: { "x-message-ttl": 0 } });
    ch.publish("q", "nobody waits");
    await ch.get("q");
    await ch.consume("q", "t", { noAck: true });
    ch.publish("q", "somebody waits");
    await ch.deliveries();
  });
  scenario("an expiration of 0: delivered to a consumer that waits, else gone at once", ["D40", "D41"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    ch.publish("q", "nobody waits", { properties: { expiration: "0" } });
    await ch.get("q");
    await ch.consume("q", "t", { noAck: true });
    ch.publish("q", "somebody waits", { properties: { expiration: "0" } });
    await ch.deliveries();
  });
  scenario("a message's own expiration", ["D41"], async (c) => {
    const ch = await c.channel();
    const watcher = await watched(ch, {});
    ch.publish("q", "a", { properties: { expiration: "100" } });
    await c.elapse(200);
    await watcher.deliveries();
    await ch.get("q");
  });
  scenario("in a classic queue a message only expires at the head", ["D42"], async (c) => {
    const ch = await c.channel();
    const watcher = await watched(ch, {});
    ch.publish("q", "long", { properties: { expiration: "1500" } });
    ch.publish("q", "short", { properties: { expiration: "10" } });
    await c.elapse(100);
    await ch.count("q");
    await c.elapse(2000);
    await watcher.deliveries(2);
    await ch.count("q");
  });
  scenario("the lower of x-message-ttl and expiration counts", ["D43"], async (c) => {
    const ch = await c.channel();
    const watcher = await watched(ch, { "x-message-ttl": 100 });
    ch.publish("q", "queue's", { properties: { expiration: "600000" } });
    await c.elapse(200);
    await watcher.deliveries();
    await ch.call("queue.delete", { queue: "q" });
    await ch.queue("q", {
      arguments: { "x-message-ttl": 600_000, "x-dead-letter-exchange": "", "x-dead-letter-routing-key": "gone" },
    });
    ch.publish("q", "message's", { properties: { expiration: "100" } });
    await c.elapse(200);
    await watcher.deliveries();
  });
  for (const expiration of ["abc", "-1", "", "1.5", "100 ", "99999999999"]) {
    scenario(`the expiration ${JSON.stringify(expiration)}`, ["D44"], async (c) => {
      const ch = await c.channel();
      await ch.queue("q");
      ch.publish("q", "a", { properties: { expiration } });
      await ch.quiet();
    });
  }
  scenario("a message that comes back keeps its first expiry", ["D45"], async (c) => {
    const ch = await c.channel();
    const watcher = await watched(ch, { "x-message-ttl": 500 });
    ch.publish("q", "a");
    await ch.get("q");
    await c.elapse(700);
    ch.reject(1, true);
    await watcher.deliveries();
    await ch.get("q");
  });
  scenario("x-expires: a queue that nobody uses is deleted", ["D46"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q", { arguments: { "x-expires": 100 } });
    await c.elapse(400);
    await ch.queue("q", { passive: true });
  });
  scenario("x-expires: a consumer keeps the queue, and the time counts from its end", ["D46"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q", { arguments: { "x-expires": 100 } });
    await ch.consume("q", "t");
    await c.elapse(300);
    await ch.queue("q", { passive: true });
    await ch.call("basic.cancel", { consumerTag: "t" });
    await c.elapse(300);
    await ch.queue("q", { passive: true });
  });
  scenario("x-expires: get and redeclare start the time anew, publishing does not", ["D46"], async (c) => {
    const ch = await c.channel();
    const lease = { arguments: { "x-expires": 3000 } };
    await ch.queue("by-get", lease);
    await ch.queue("by-redeclare", lease);
    await ch.queue("by-publish", lease);
    await c.elapse(2000);
    await ch.get("by-get");
    await ch.queue("by-redeclare", lease);
    ch.publish("by-publish", "a");
    await c.elapse(2000);
    await ch.queue("by-get", { passive: true });
    await ch.queue("by-redeclare", { passive: true });
    await ch.queue("by-publish", { passive: true });
  });
  scenario("x-expires: messages of an expired queue are not dead-lettered", ["D46", "H11"], async (c) => {
    const ch = await c.channel();
    const watcher = await watched(ch, { "x-expires": 100 });
    ch.publish("q", "a");
    await c.elapse(300);
    await ch.queue("q", { passive: true });
    await watcher.quiet();
  });
});

export const length = section("D-length", (scenario) => {
  scenario("x-max-length drops from the head", ["D47"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q", { arguments: { "x-max-length": 2 } });
    ch.publishAll("q", "a", "b", "c");
    await ch.drain("q");
  });
  scenario("x-max-length counts ready messages only", ["D48"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q", { arguments: { "x-max-length": 2 } });
    ch.publishAll("q", "a", "b");
    await ch.get("q");
    ch.publish("q", "c");
    await ch.drain("q");
    ch.reject(1, true);
    await ch.drain("q");
  });
  scenario("x-max-length: what comes back counts again, and the head is dropped", ["D48", "F22"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q", { arguments: { "x-max-length": 2 } });
    ch.publishAll("q", "a", "b");
    await ch.get("q");
    ch.publish("q", "c");
    await ch.count("q");
    ch.reject(1, true);
    await ch.drain("q");
  });
  scenario(
    "x-max-length of 0: delivered to a consumer that waits; what it gives back is dropped",
    ["D47", "F22"],
    async (c) => {
      const ch = await c.channel();
      await ch.queue("q", { arguments: { "x-max-length": 0 } });
      await ch.consume("q", "t");
      ch.publish("q", "a");
      await ch.deliveries();
      ch.reject(1, true);
      await ch.quiet();
      await ch.count("q");
    },
  );
  scenario("x-max-length: what comes back is dropped before a consumer gets it", ["D48", "F22"], async (c) => {
    const ch = await c.channel();
    await ch.queue("gone");
    const dead = { "x-dead-letter-exchange": "", "x-dead-letter-routing-key": "gone" };
    await ch.queue("q", { arguments: { "x-max-length": 1, ...dead } });
    await ch.call("basic.qos", { prefetchCount: 1 });
    await ch.consume("q", "t");
    ch.publishAll("q", "a", "b");
    await ch.deliveries();
    ch.reject(1, true);
    await ch.deliveries();
    await ch.drain("gone");
  });
  scenario("x-max-length: several that come back at once count together", ["D48", "F23"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q", { arguments: { "x-max-length": 2 } });
    await ch.call("basic.qos", { prefetchCount: 3 });
    await ch.consume("q", "t");
    ch.publishAll("q", "a", "b", "c", "d");
    await ch.deliveries(3);
    ch.nack(3, { multiple: true, requeue: true });
    await ch.deliveries(2);
    await ch.quiet();
  });
  scenario(
    "x-max-length of a quorum queue: what comes back is delivered before it is dropped",
    ["D48", "F22"],
    async (c) => {
      const ch = await c.channel();
      await ch.queue("q", { durable: true, arguments: { "x-queue-type": "quorum", "x-max-length": 1 } });
      await ch.call("basic.qos", { prefetchCount: 1 });
      await ch.consume("q", "t");
      ch.publishAll("q", "a", "b");
      await ch.deliveries();
      ch.reject(1, true);
      await ch.deliveries();
      await ch.quiet();
    },
  );
  scenario("x-max-length-bytes counts bodies only", ["D49"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q", { arguments: { "x-max-length-bytes": 10 } });
    ch.publishAll("q", "aaaa", "bbbb", "cc");
    await ch.get("q");
    ch.reject(1, true);
    ch.publish("q", "d", { headers: { much: "more than ten bytes of headers" } });
    await ch.drain("q");
  });
  scenario("x-max-length-bytes: a body larger than the limit empties the queue", ["D49"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q", { arguments: { "x-max-length-bytes": 5 } });
    ch.publishAll("q", "a", "b", "larger than five");
    await ch.drain("q");
  });
  scenario("both limits at once", ["D47", "D49"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q", { arguments: { "x-max-length": 3, "x-max-length-bytes": 4 } });
    ch.publishAll("q", "a", "b", "c", "d", "eee");
    await ch.drain("q");
  });
  scenario("reject-publish: what doesn't fit is refused, by nack where there are confirms", ["D50"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q", { arguments: { "x-max-length": 1, "x-overflow": "reject-publish" } });
    await ch.confirms();
    ch.publish("q", "a");
    await ch.confirmed();
    ch.publish("q", "b");
    await ch.confirmed();
    await ch.drain("q");
    ch.publish("q", "c");
    await ch.confirmed();
    await ch.drain("q");
  });
  scenario("reject-publish: without confirms the message is dropped in silence", ["D50"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q", { arguments: { "x-max-length": 1, "x-overflow": "reject-publish" } });
    ch.publishAll("q", "a", "b");
    await ch.drain("q");
    await ch.quiet();
  });
  scenario("reject-publish: one queue of two refuses, the other keeps its copy", ["D50"], async (c) => {
    const ch = await c.channel();
    await ch.queue("full", { arguments: { "x-max-length": 0, "x-overflow": "reject-publish" } });
    await ch.queue("roomy");
    await ch.bind("full", "amq.fanout");
    await ch.bind("roomy", "amq.fanout");
    await ch.confirms();
    ch.publish("", "a", { exchange: "amq.fanout" });
    await ch.confirmed();
    await ch.drain("full");
    await ch.drain("roomy");
  });
  scenario("x-max-length 0: a consumer that waits still gets messages", ["D51"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q", { arguments: { "x-max-length": 0 } });
    ch.publish("q", "nobody waits");
    await ch.get("q");
    await ch.consume("q", "t", { noAck: true });
    ch.publish("q", "somebody waits");
    await ch.deliveries();
  });
  scenario(
    "x-max-priority: higher first, in order within one, too high is the highest, none is 0",
    ["D52"],
    async (c) => {
      const ch = await c.channel();
      await ch.queue("q", { arguments: { "x-max-priority": 5 } });
      for (const priority of [1, 5, 3, 9, 5, 0]) ch.publish("q", `p${priority}`, { properties: { priority } });
      ch.publish("q", "none");
      await ch.drain("q");
    },
  );
  scenario("x-max-priority: a message that comes back is first of its priority", ["D52", "F22"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q", { arguments: { "x-max-priority": 2 } });
    for (const [body, priority] of [
      ["low", 0],
      ["high", 2],
      ["also high", 2],
    ] as const)
      ch.publish("q", body, { properties: { priority } });
    await ch.get("q");
    ch.reject(1, true);
    await ch.drain("q");
  });
  scenario("x-max-priority with x-max-length: what would be delivered next is dropped", ["D52", "D47"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q", { arguments: { "x-max-priority": 2, "x-max-length": 2 } });
    for (const [body, priority] of [
      ["high", 2],
      ["low", 0],
      ["middle", 1],
    ] as const)
      ch.publish("q", body, { properties: { priority } });
    await ch.drain("q");
  });
  scenario("priority means nothing in other queues", ["D52"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    ch.publish("q", "low", { properties: { priority: 0 } });
    ch.publish("q", "high", { properties: { priority: 9 } });
    await ch.drain("q");
  });
  scenario("single active consumer: the first gets all, then the next takes over", ["D53"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q", { arguments: { "x-single-active-consumer": true } });
    await ch.consume("q", "one", { noAck: true });
    await ch.consume("q", "two", { noAck: true });
    ch.publishAll("q", "a", "b");
    await ch.deliveries(2);
    await ch.call("basic.cancel", { consumerTag: "one" });
    ch.publish("q", "c");
    await ch.deliveries();
  });
  scenario("single active consumer: the next waits even while the first has no credit", ["D53"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q", { arguments: { "x-single-active-consumer": true } });
    await ch.call("basic.qos", { prefetchCount: 1 });
    await ch.consume("q", "one");
    await ch.consume("q", "two");
    ch.publishAll("q", "a", "b");
    await ch.deliveries();
    await ch.count("q");
    await ch.quiet();
    ch.ack(1);
    await ch.deliveries();
  });
  scenario("no exclusive consumer on a queue with a single active one", ["D54"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q", { arguments: { "x-single-active-consumer": true } });
    await ch.consume("q", "t", { exclusive: true });
  });
  scenario("what is too old goes with the head that is one too many", ["D42"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q", { arguments: { "x-max-length": 2 } });
    ch.publish("q", "a");
    ch.publish("q", "b", { properties: { expiration: "0" } });
    ch.publish("q", "c");
    await ch.count("q");
    await ch.drain("q");
  });
});
