/** Section D: queues: declaring, comparing, names, exclusive and auto-delete ones, deleting and purging. */
import { gone } from "../gone.ts";
import { section } from "../scenario.ts";

export const queues = section("D-queues", (scenario) => {
  scenario("declare-ok carries the name, the ready messages and the consumers", ["D01"], async (c) => {
    const [ch, other] = await c.channels();
    await ch.queue("q");
    await ch.confirms();
    ch.publishAll("q", "a", "b", "c");
    await ch.confirmed();
    await other.call("basic.qos", { prefetchCount: 1 });
    await other.consume("q", "t");
    await other.deliveries();
    await ch.queue("q");
  });
  scenario("an empty name makes the broker choose one, a new one each time", ["D02"], async (c) => {
    const ch = await c.channel();
    await ch.queue("");
    await ch.queue("");
  });
  scenario("refuses names that start with amq.", ["D03"], async (c) => {
    const ch = await c.channel();
    await ch.queue("amq.zz");
    await ch.open();
    await ch.queue("amq.gen-mine");
    await ch.open();
    await ch.queue("amq.zz", { passive: true });
  });
  scenario("an empty name means the queue that the channel declared last", ["D04"], async (c) => {
    const ch = await c.channel();
    await ch.queue("first");
    await ch.queue("last");
    await ch.bind("", "amq.direct", "k");
    ch.publish("k", "a", { exchange: "amq.direct" });
    await ch.get("");
    await ch.consume("", "t");
    await ch.call("queue.purge", { queue: "" });
    await ch.unbind("", "amq.direct", "k");
    await ch.call("queue.delete", { queue: "" });
    await ch.queue("last", { passive: true });
  });
  scenario("binding with an empty queue and an empty key binds by the queue's name", ["D04"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    await ch.bind("", "amq.direct", "");
    ch.publish("q", "by its name", { exchange: "amq.direct" });
    ch.publish("", "by the empty key", { exchange: "amq.direct" });
    await ch.drain("q");
  });
  scenario("a passive declare counts as the last declared, too", ["D04"], async (c) => {
    const ch = await c.channel();
    await ch.queue("one");
    await ch.queue("two");
    await ch.queue("one", { passive: true });
    ch.publish("one", "a");
    await ch.get("");
  });
  for (const [what, call] of [
    ["get", "basic.get"],
    ["consume", "basic.consume"],
    ["purge", "queue.purge"],
    ["delete", "queue.delete"],
  ] as const) {
    scenario(`${what} with an empty name on a channel that declared nothing`, ["D05"], async (c) => {
      await (await c.channel()).call(call, { queue: "" });
    });
  }
  scenario("bind with an empty name on a channel that declared nothing", ["D05"], async (c) => {
    await (await c.channel()).bind("", "amq.direct", "k");
  });
  scenario("a passive declare with an empty name", ["D05"], async (c) => {
    await (await c.channel()).queue("", { passive: true });
  });
  scenario("a passive declare of a missing queue", ["D06"], async (c) => {
    await (await c.channel()).queue("missing", { passive: true });
  });
  scenario("a passive declare looks at the name only", ["D07"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q", { durable: true });
    await ch.queue("q", { passive: true, autoDelete: true, arguments: { "x-message-ttl": 1 } });
  });
  scenario("redeclares with the same properties", ["D08"], async (c) => {
    const ch = await c.channel();
    const options = { durable: true, arguments: { "x-message-ttl": 60_000, "x-max-length": 5 } };
    await ch.queue("q", options);
    await ch.queue("q", options);
  });
  scenario("refuses to redeclare with another durable", ["D09"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    await ch.queue("q", { durable: true });
    await ch.open();
    await ch.queue("p", { durable: true });
    await ch.queue("p");
  });
  scenario("refuses to redeclare with another auto-delete", ["D10"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    await ch.queue("q", { autoDelete: true });
    await ch.open();
    await ch.queue("p", { autoDelete: true });
    await ch.queue("p");
  });
  scenario("refuses to redeclare as exclusive, or no longer exclusive", ["D11"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    await ch.queue("q", { exclusive: true });
    await ch.open();
    await ch.queue("p", { exclusive: true });
    await ch.queue("p");
  });
  scenario("refuses to redeclare with another argument, without it, or with one more", ["D12"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q", { arguments: { "x-message-ttl": 1000 } });
    await ch.queue("q", { arguments: { "x-message-ttl": 2000 } });
    await ch.open();
    await ch.queue("q");
    await ch.open();
    await ch.queue("p");
    await ch.queue("p", { arguments: { "x-message-ttl": 1000 } });
  });
  scenario("compares the arguments that mean something, each by its name", ["D12"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    for (const plain of [
      { "x-expires": 60_000 },
      { "x-max-length": 5 },
      { "x-max-length-bytes": 5 },
      { "x-dead-letter-exchange": "x" },
      { "x-dead-letter-exchange": "x", "x-dead-letter-routing-key": "k" },
      { "x-max-priority": 5 },
      { "x-overflow": "reject-publish" },
      { "x-single-active-consumer": true },
    ]) {
      await ch.queue("q", { arguments: plain });
      await ch.open();
    }
  });
  scenario(
    "queue mode, master locator and quorum arguments on redeclare of a classic queue",
    ["D12", "D14"],
    async (c) => {
      const ch = await c.channel();
      await ch.queue("q");
      for (const plain of [{ "x-queue-mode": "lazy" }, { "x-delivery-limit": 5 }, { "x-queue-version": 1 }]) {
        const { kind } = await ch.queue("q", { arguments: plain });
        if (kind === "channel.close") await ch.open();
      }
    },
  );
  scenario("flags are compared before arguments", ["D09", "D12"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    await ch.queue("q", { durable: true, autoDelete: true, arguments: { "x-message-ttl": 1 } });
    await ch.open();
    await ch.queue("q", { autoDelete: true, arguments: { "x-message-ttl": 1 } });
  });
  scenario("unknown arguments are ignored, and not compared", ["D14"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q", { arguments: { "x-mine": 1, mine: "too" } });
    await ch.queue("q", { arguments: { "x-mine": 2 } });
    await ch.queue("q");
  });
  scenario("an exclusive queue is closed to other connections", ["D15"], async (c) => {
    const owner = await c.channel();
    await owner.queue("q", { exclusive: true });
    const other = await c.channel();
    await other.queue("q", { exclusive: true });
    await other.open();
    await other.queue("q", { passive: true });
    await other.open();
    await other.consume("q", "t");
    await other.open();
    await other.get("q");
    await other.open();
    await other.call("queue.purge", { queue: "q" });
    await other.open();
    await other.call("queue.delete", { queue: "q" });
    await other.open();
    await other.bind("q", "amq.direct", "k");
    await other.open();
    await other.unbind("q", "amq.direct", "k");
  });
  scenario(
    "bindings of an exclusive queue are its connection's; what is wrong with one is told first",
    ["D15", "C39"],
    async (c) => {
      const owner = await c.channel();
      await owner.queue("q", { exclusive: true });
      await owner.bind("q", "amq.direct", "k");
      const other = await c.channel();
      await other.unbind("q", "amq.direct", "never");
      await other.unbind("q", "amq.direct", "k");
      if (other.ended) await other.open();
      await other.bind("q", "amq.direct", "k");
      if (other.ended) await other.open();
      await other.bind("q", "missing", "k");
      await other.open();
      await other.bind("q", "amq.headers", "", { "x-match": "most" });
      await other.open();
      await other.unbind("q", "amq.headers", "", { "x-match": "most" });
      owner.publish("k", "a", { exchange: "amq.direct" });
      await owner.drain("q");
    },
  );
  scenario("an exclusive queue is open to the other channels of its connection", ["D15"], async (c) => {
    const [ch1, ch2] = await c.channels();
    await ch1.queue("q", { exclusive: true });
    await ch2.queue("q", { exclusive: true });
    await ch2.consume("q", "t");
  });
  scenario("any connection may publish to an exclusive queue", ["D16", "E17"], async (c) => {
    const owner = await c.channel();
    await owner.queue("q", { exclusive: true });
    const other = await c.channel();
    await other.confirms();
    other.publishAll("q", "a", "b", "c");
    await other.confirmed();
    await owner.drain("q");
  });
  scenario("an exclusive queue goes with its connection", ["D17"], async (c) => {
    const owner = await c.channel();
    await owner.queue("q", { exclusive: true });
    await owner.peer.close();
    await (await c.channel()).queue("q", { passive: true });
  });
  scenario("a durable exclusive queue goes with its connection, too", ["D17"], async (c) => {
    const owner = await c.channel();
    await owner.queue("q", { exclusive: true, durable: true });
    await owner.peer.close();
    await (await c.channel()).queue("q", { passive: true });
  });
  scenario(
    "an exclusive queue goes with a connection that is lost, and its name is free",
    ["D17", "D15"],
    async (c) => {
      const owner = await c.channel();
      await owner.queue("q", { exclusive: true });
      owner.publish("q", "a");
      await owner.count("q");
      owner.peer.drop();
      const other = await c.channel();
      await gone(c, other, "q");
      await other.queue("q", { exclusive: true });
    },
  );
  scenario("an auto-delete queue goes when the connection of its last consumer is lost", ["D18"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q", { autoDelete: true });
    const consumer = await c.channel();
    await consumer.consume("q", "t");
    ch.publish("q", "a");
    await consumer.deliveries();
    consumer.peer.drop();
    await gone(c, ch, "q");
  });
  scenario("an auto-delete queue with messages goes all the same, and its bindings", ["D18", "D20"], async (c) => {
    const [ch, other] = await c.channels();
    await ch.queue("q", { autoDelete: true });
    await ch.bind("q", "amq.fanout");
    await ch.call("basic.qos", { prefetchCount: 1 });
    await ch.consume("q", "t");
    ch.publishAll("q", "a", "b");
    await ch.deliveries();
    await ch.call("basic.cancel", { consumerTag: "t" });
    await other.queue("q", { passive: true });
    await other.open();
    other.publish("", "to nobody", { exchange: "amq.fanout", mandatory: true });
    await other.returned();
    ch.ack(1);
    await ch.quiet();
  });
  scenario("an exclusive queue does not go with the channel that declared it", ["D17"], async (c) => {
    const [ch1, ch2] = await c.channels();
    await ch1.queue("q", { exclusive: true });
    await ch1.call("channel.close", { replyCode: 200 });
    await ch2.queue("q", { passive: true });
  });
  scenario("an auto-delete queue goes when its last consumer is cancelled, not before a first", ["D18"], async (c) => {
    const [ch, other] = await c.channels();
    await ch.queue("q", { autoDelete: true });
    await other.queue("q", { passive: true });
    await ch.consume("q", "one");
    await ch.consume("q", "two");
    await ch.call("basic.cancel", { consumerTag: "one" });
    await other.queue("q", { passive: true });
    await ch.call("basic.cancel", { consumerTag: "two" });
    await other.queue("q", { passive: true });
  });
  scenario("an auto-delete queue goes when the channel of its last consumer closes", ["D18"], async (c) => {
    const [ch, other] = await c.channels();
    await ch.queue("q", { autoDelete: true });
    await ch.consume("q", "t");
    await ch.call("channel.close", { replyCode: 200 });
    await other.queue("q", { passive: true });
  });
  scenario("an auto-delete queue stays through gets", ["D18"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q", { autoDelete: true });
    ch.publish("q", "a");
    await ch.get("q", { noAck: true });
    await ch.queue("q", { passive: true });
  });
  scenario("deleting a missing queue is fine", ["D19"], async (c) => {
    const ch = await c.channel();
    await ch.call("queue.delete", { queue: "missing" });
    await ch.call("queue.delete", { queue: "missing", ifEmpty: true, ifUnused: true });
  });
  scenario("delete-ok says how many ready messages went along", ["D20"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    await ch.confirms();
    ch.publishAll("q", "a", "b", "c");
    await ch.confirmed();
    await ch.get("q");
    await ch.call("queue.delete", { queue: "q" });
  });
  scenario("an acknowledgement after the queue was deleted does no harm", ["D20"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    ch.publish("q", "a");
    await ch.get("q");
    await ch.call("queue.delete", { queue: "q" });
    ch.ack(1);
    await ch.quiet();
  });
  scenario("deletes a queue only if it is empty", ["D21"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    await ch.confirms();
    ch.publish("q", "a");
    await ch.confirmed();
    await ch.call("queue.delete", { queue: "q", ifEmpty: true });
    await ch.open();
    await ch.get("q", { noAck: true });
    await ch.call("queue.delete", { queue: "q", ifEmpty: true });
  });
  scenario("deletes a queue only if it is unused", ["D21"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    await ch.consume("q", "t");
    await ch.call("queue.delete", { queue: "q", ifUnused: true });
    await ch.open();
    await ch.call("queue.delete", { queue: "q", ifUnused: true });
  });
  scenario("purge counts the ready messages and leaves the unacknowledged alone", ["D22"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    ch.publishAll("q", "a", "b", "c");
    await ch.get("q");
    await ch.call("queue.purge", { queue: "q" });
    ch.reject(1, true);
    await ch.drain("q");
    await ch.call("queue.purge", { queue: "missing" });
  });
  scenario("nowait: declaring, binding, purging and deleting without answers", ["D23"], async (c) => {
    const ch = await c.channel();
    ch.send("queue.declare", { queue: "q", nowait: true });
    ch.send("queue.bind", { queue: "q", exchange: "amq.direct", routingKey: "k", nowait: true });
    ch.publish("k", "a", { exchange: "amq.direct" });
    await ch.get("q");
    ch.send("queue.purge", { queue: "q", nowait: true });
    ch.send("queue.delete", { queue: "q", nowait: true });
    await ch.queue("q", { passive: true });
  });
  scenario("nowait: an error still ends the channel", ["D23"], async (c) => {
    const ch = await c.channel();
    ch.send("queue.declare", { queue: "missing", passive: true, nowait: true });
    await ch.refused();
  });
  scenario("nowait: consuming and cancelling", ["D23"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    await ch.consume("q", "t", { nowait: true, noAck: true });
    ch.publish("q", "a");
    await ch.inOrder(1);
    ch.send("basic.cancel", { consumerTag: "t", nowait: true });
    await ch.quiet();
    await ch.count("q");
  });
  scenario("whether an exclusive queue is durable makes no difference", ["D09"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q", { exclusive: true, autoDelete: true });
    await ch.queue("q", { exclusive: true, autoDelete: true, durable: true });
    await ch.queue("q", { exclusive: true, durable: true });
  });
  scenario("declaring a queue again as of a type that there isn't", ["D12"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    await ch.queue("q", { arguments: { "x-queue-type": "sorted" } });
  });
});
