/** Section D: quorum queues, as one node shows them. */
import type { QueueOptions } from "../channel.ts";
import { section } from "../scenario.ts";

function atLeastOnce(target: string, more: Readonly<Record<string, string | number>> = {}): QueueOptions {
  return {
    durable: true,
    arguments: {
      "x-queue-type": "quorum",
      "x-dead-letter-strategy": "at-least-once",
      "x-dead-letter-exchange": "",
      "x-dead-letter-routing-key": target,
      "x-overflow": "reject-publish",
      ...more,
    },
  };
}

export const quorum = section("D-quorum", (scenario) => {
  const quorumQueue = { durable: true, arguments: { "x-queue-type": "quorum" } } as const;

  scenario("a quorum queue must be durable", ["D34"], async (c) => {
    await (await c.channel()).queue("q", { arguments: { "x-queue-type": "quorum" } });
  });
  scenario("a quorum queue can't be exclusive", ["D35"], async (c) => {
    await (await c.channel()).queue("q", { ...quorumQueue, exclusive: true });
  });
  scenario("a quorum queue can't be auto-delete", ["D35"], async (c) => {
    await (await c.channel()).queue("q", { ...quorumQueue, autoDelete: true });
  });
  for (const [name, value] of [
    ["x-max-priority", 5],
    ["x-queue-mode", "lazy"],
  ] as const) {
    scenario(
      `a quorum queue can't have ${name} ${value}`,
      ["D36"],
      async (c) => {
        await (await c.channel()).queue("q", { durable: true, arguments: { "x-queue-type": "quorum", [name]: value } });
      },
      name === "x-max-priority"
        ? { versions: { "4.0": "two priorities without the argument (rabbitmq.com/docs/priority)" } }
        : {},
    );
  }
  scenario("a quorum queue takes the arguments of limits and dead-lettering", ["D36"], async (c) => {
    const ch = await c.channel();
    for (const plain of [
      { "x-overflow": "reject-publish-dlx" },
      { "x-message-ttl": 1000 },
      { "x-expires": 60_000, "x-max-length": 5 },
    ]) {
      await ch.queue("q", { durable: true, arguments: { "x-queue-type": "quorum", ...plain } });
      await ch.call("queue.delete", { queue: "q" });
    }
  });
  scenario("a quorum queue can't be redeclared as classic, nor the other way", ["D37"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q", quorumQueue);
    await ch.queue("q", quorumQueue);
    await ch.queue("q", { durable: true });
    await ch.open();
    await ch.queue("q", { durable: true, arguments: { "x-queue-type": "classic" } });
    await ch.open();
    await ch.queue("p", { durable: true });
    await ch.queue("p", quorumQueue);
  });
  scenario("a quorum queue gives and takes messages as a classic one", ["D34"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q", quorumQueue);
    await ch.confirms();
    ch.publishAll("q", "a", "b");
    await ch.confirmed();
    await ch.get("q");
    ch.ack(1);
    await ch.consume("q", "t");
    await ch.deliveries();
    ch.ack(2);
    await ch.call("queue.delete", { queue: "q" });
  });
  scenario(
    "a quorum queue counts how often a message came back",
    ["D55"],
    async (c) => {
      const ch = await c.channel();
      await ch.queue("q", quorumQueue);
      await ch.confirms();
      ch.publish("q", "a");
      await ch.confirmed();
      await ch.call("basic.qos", { prefetchCount: 1 });
      await ch.consume("q", "t");
      await ch.deliveries();
      ch.reject(1, true);
      await ch.deliveries();
      ch.nack(2, { requeue: true });
      await ch.deliveries();
      ch.ack(3);
    },
    { versions: { "4.0": "no x-delivery-count on the first delivery (release notes 4.0)" } },
  );
  scenario("x-delivery-limit: a message that came back too often is dropped", ["D56"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q", { durable: true, arguments: { "x-queue-type": "quorum", "x-delivery-limit": 1 } });
    await ch.confirms();
    ch.publishAll("q", "poison", "fine");
    await ch.confirmed();
    await ch.call("basic.qos", { prefetchCount: 1 });
    await ch.consume("q", "t");
    await ch.deliveries();
    ch.reject(1, true);
    await ch.deliveries();
    ch.reject(2, true);
    await ch.deliveries();
    ch.ack(3);
  });
  scenario("x-delivery-limit: or it is dead-lettered, with that reason", ["D56", "H01"], async (c) => {
    const ch = await c.channel();
    await ch.queue("dead");
    await ch.queue("q", {
      durable: true,
      arguments: {
        "x-queue-type": "quorum",
        "x-delivery-limit": 1,
        "x-dead-letter-exchange": "",
        "x-dead-letter-routing-key": "dead",
      },
    });
    await ch.confirms();
    ch.publish("q", "poison");
    await ch.confirmed();
    const other = await ch.peer.channel();
    await other.consume("dead", "undertaker", { noAck: true });
    await ch.consume("q", "t");
    await ch.deliveries();
    ch.reject(1, true);
    await ch.deliveries();
    ch.reject(2, true);
    await other.deliveries();
  });
  scenario("global qos and a quorum queue don't go together", ["D57"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q", quorumQueue);
    await ch.call("basic.qos", { prefetchCount: 5, global: true });
    await ch.consume("q", "t");
  });
  scenario(
    "a quorum queue with prefetch 1 goes on with the next message before one that came back",
    ["D55", "F22"],
    async (c) => {
      const ch = await c.channel();
      await ch.queue("q", quorumQueue);
      await ch.confirms();
      ch.publishAll("q", "a", "b", "c");
      await ch.confirmed();
      await ch.call("basic.qos", { prefetchCount: 1 });
      await ch.consume("q", "t");
      await ch.deliveries();
      ch.nack(1, { requeue: true });
      await ch.deliveries();
    },
  );
  scenario("a quorum queue and several consumers with prefetch", ["D34", "F08"], async (c) => {
    const [ch, other] = await c.channels();
    await ch.queue("q", quorumQueue);
    await other.call("basic.qos", { prefetchCount: 2 });
    await other.consume("q", "t");
    await ch.confirms();
    ch.publishAll("q", "a", "b", "c");
    await ch.confirmed();
    await other.deliveries(2);
    await other.quiet();
    other.ack(2, true);
    await other.deliveries();
  });
  scenario("a quorum queue returns what was not acknowledged when the channel closes", ["D55", "F25"], async (c) => {
    const [ch, other] = await c.channels();
    await ch.queue("q", quorumQueue);
    await ch.confirms();
    ch.publishAll("q", "a", "b");
    await ch.confirmed();
    await other.consume("q", "t");
    await other.deliveries(2);
    await other.call("channel.close", { replyCode: 200 });
    await ch.consume("q", "heir");
    await ch.deliveries(2);
  });
  scenario("a quorum queue drops from the head", ["D47"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q", { durable: true, arguments: { "x-queue-type": "quorum", "x-max-length": 2 } });
    await ch.confirms();
    ch.publishAll("q", "a", "b", "c");
    await ch.confirmed();
    await ch.drain("q");
  });
  scenario("a quorum queue dead-letters what expired and what was rejected", ["D39", "H01", "H03"], async (c) => {
    const [ch, watcher] = await c.channels();
    await ch.queue("dead");
    await watcher.consume("dead", "watcher", { noAck: true });
    await ch.queue("q", {
      durable: true,
      arguments: { "x-queue-type": "quorum", "x-dead-letter-exchange": "", "x-dead-letter-routing-key": "dead" },
    });
    await ch.confirms();
    ch.publish("q", "rejected");
    await ch.confirmed();
    await ch.consume("q", "t");
    await ch.deliveries();
    ch.reject(1, false);
    await watcher.deliveries();
    await ch.call("basic.cancel", { consumerTag: "t" });
    ch.publish("q", "expired", { properties: { expiration: "50" } });
    await ch.confirmed();
    await c.elapse(200);
    await watcher.deliveries();
  });
  scenario("at-least-once dead letters arrive as others do", ["H01", "H03"], async (c) => {
    const [ch, watcher] = await c.channels();
    await ch.queue("dead");
    await watcher.consume("dead", "watcher", { noAck: true });
    await ch.queue("q", atLeastOnce("dead"));
    await ch.confirms();
    ch.publish("q", "rejected");
    await ch.confirmed();
    await ch.consume("q", "t");
    await ch.deliveries();
    ch.reject(1, false);
    await watcher.deliveries();
    await ch.count("q");
  });
  scenario(
    "an at-least-once dead letter that nobody takes stays, and counts for the length",
    ["H01", "D50"],
    async (c) => {
      const ch = await c.channel();
      await ch.queue("q", atLeastOnce("nobody", { "x-max-length": 1 }));
      await ch.confirms();
      ch.publish("q", "a");
      await ch.confirmed();
      await ch.get("q");
      ch.reject(1, false);
      await c.elapse(300);
      await ch.count("q");
      for (const body of ["b", "c", "d"]) {
        ch.publish("q", body);
        await ch.confirmed();
      }
      await ch.drain("q");
      ch.publish("q", "e");
      await ch.confirmed();
      ch.publish("q", "f");
      await ch.confirmed();
    },
  );
  scenario("a quorum queue that refuses publishes takes one more than its length", ["D50"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q", {
      durable: true,
      arguments: { "x-queue-type": "quorum", "x-max-length": 2, "x-overflow": "reject-publish" },
    });
    await ch.confirms();
    for (const body of ["a", "b", "c", "d", "e"]) {
      ch.publish("q", body);
      await ch.confirmed();
    }
    await ch.get("q", { noAck: true });
    await c.elapse(300);
    for (const body of ["f", "g"]) {
      ch.publish("q", body);
      await ch.confirmed();
    }
    await ch.get("q", { noAck: true });
    await c.elapse(300);
    for (const body of ["h", "i"]) {
      ch.publish("q", body);
      await ch.confirmed();
    }
    await ch.drain("q");
  });
  scenario("a quorum queue that refuses publishes by bytes", ["D50", "D49"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q", {
      durable: true,
      arguments: { "x-queue-type": "quorum", "x-max-length-bytes": 3, "x-overflow": "reject-publish" },
    });
    await ch.confirms();
    for (const body of ["aa", "bb", "cc", "dd"]) {
      ch.publish("q", body);
      await ch.confirmed();
    }
    await ch.drain("q");
  });
  scenario("at-least-once without reject-publish is at-most-once", ["H10"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q", atLeastOnce("nobody", { "x-max-length": 1, "x-overflow": "drop-head" }));
    await ch.confirms();
    ch.publish("q", "a");
    await ch.confirmed();
    await ch.get("q");
    ch.reject(1, false);
    await c.elapse(300);
    ch.publish("q", "b");
    await ch.confirmed();
    await ch.drain("q");
  });
  scenario("a dead-letter strategy that does not exist is refused", ["D28"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q", atLeastOnce("dead", { "x-dead-letter-strategy": "exactly-once" }));
    await ch.open();
    await ch.queue("q", { arguments: { "x-dead-letter-strategy": "at-least-once" } });
  });
  scenario("a quorum queue with a single active consumer", ["D53"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q", { durable: true, arguments: { "x-queue-type": "quorum", "x-single-active-consumer": true } });
    await ch.consume("q", "one", { noAck: true });
    await ch.consume("q", "two", { noAck: true });
    ch.publish("q", "a");
    await ch.deliveries();
    await ch.call("basic.cancel", { consumerTag: "one" });
    ch.publish("q", "b");
    await ch.deliveries();
  });
  scenario("a quorum queue with a single active consumer can't be got from", ["D53", "F26"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q", { durable: true, arguments: { "x-queue-type": "quorum", "x-single-active-consumer": true } });
    await ch.get("q");
    await ch.open();
    await ch.get("q", { noAck: true });
  });
  scenario("a quorum queue's get, purge and delete count messages", ["D22", "D20"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q", quorumQueue);
    await ch.get("q");
    await ch.confirms();
    ch.publishAll("q", "a", "b", "c");
    await ch.confirmed();
    await ch.get("q", { noAck: true });
    await ch.call("queue.purge", { queue: "q" });
    ch.publish("q", "d");
    await ch.confirmed();
    await ch.call("queue.delete", { queue: "q" });
  });
  scenario("a quorum queue refuses to be deleted only if empty or unused", ["D21"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q", quorumQueue);
    await ch.call("queue.delete", { queue: "q", ifEmpty: true });
    if (ch.peer.ended) return;
    if (ch.ended) await ch.open();
    await ch.call("queue.delete", { queue: "q", ifUnused: true });
  });
  scenario("a quorum queue cannot have the name of the broker's", ["D03"], async (c) => {
    const ch = await c.channel();
    await ch.queue("amq.q", quorumQueue);
  });
  scenario("a quorum queue must have a name", ["D02"], async (c) => {
    const ch = await c.channel();
    await ch.queue("", quorumQueue);
  });
  scenario(
    "of several arguments that differ, a quorum queue names the dead-letter exchange before the time to live",
    ["D37"],
    async (c) => {
      const ch = await c.channel();
      await ch.queue("q", {
        durable: true,
        arguments: { "x-queue-type": "quorum", "x-dead-letter-exchange": "", "x-delivery-limit": 1 },
      });
      await ch.queue("q", { durable: true, arguments: { "x-message-ttl": 1 } });
      await ch.open();
      await ch.queue("q", { durable: true, arguments: { "x-expires": 1000 } });
      await ch.open();
      await ch.queue("q", {
        durable: true,
        arguments: { "x-queue-type": "quorum", "x-dead-letter-exchange": "", "x-message-ttl": 1 },
      });
    },
  );
});
