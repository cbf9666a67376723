/** Section F: consumers: starting, sharing, ending. */
import type { Plain } from "../fields.ts";
import { section } from "../scenario.ts";

export const consuming = section("F-consuming", (scenario) => {
  scenario("an empty consumer tag makes the broker choose one", ["F01"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    await ch.consume("q", "");
    await ch.consume("q", "");
    ch.publish("q", "a");
    await ch.deliveries();
  });
  scenario("a consumer tag may be used once on a channel", ["F02"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    await ch.consume("q", "t");
    await ch.consume("q", "t");
  });
  scenario("a consumer tag is free again after cancel", ["F02", "F12"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    await ch.consume("q", "t");
    await ch.call("basic.cancel", { consumerTag: "t" });
    await ch.consume("q", "t");
  });
  scenario("two channels may use the same tag", ["F03"], async (c) => {
    const [ch1, ch2] = await c.channels();
    await ch1.queue("q");
    await ch1.consume("q", "t");
    await ch2.consume("q", "t");
  });
  scenario("consuming from a missing queue", ["F04"], async (c) => {
    await (await c.channel()).consume("missing", "t");
  });
  scenario("an exclusive consumer is refused while others consume", ["F05"], async (c) => {
    const [ch1, ch2] = await c.channels();
    await ch1.queue("q");
    await ch1.consume("q", "t");
    await ch2.consume("q", "u", { exclusive: true });
  });
  scenario("a consumer is refused while one is exclusive, until that is gone", ["F05"], async (c) => {
    const [ch1, ch2] = await c.channels();
    await ch1.queue("q");
    await ch1.consume("q", "t", { exclusive: true });
    await ch2.consume("q", "u");
    await ch2.open();
    await ch1.call("basic.cancel", { consumerTag: "t" });
    await ch2.consume("q", "u");
  });
  scenario("a quorum queue knows no exclusive consumers", ["F05", "D34"], async (c) => {
    const [ch1, ch2] = await c.channels();
    await ch1.queue("q", { durable: true, arguments: { "x-queue-type": "quorum" } });
    await ch1.consume("q", "t");
    await ch2.consume("q", "u", { exclusive: true });
    await ch1.consume("q", "v", { exclusive: true });
    await ch1.call("basic.cancel", { consumerTag: "t" });
    await ch2.consume("q", "w");
    await ch1.queue("s", { durable: true, arguments: { "x-queue-type": "quorum", "x-single-active-consumer": true } });
    await ch1.consume("s", "one", { exclusive: true });
    await ch2.consume("s", "two", { exclusive: true });
    await ch1.confirms();
    ch1.publish("s", "a");
    await ch1.confirmed();
    await ch1.deliveries();
    await ch2.quiet();
  });
  scenario("get works beside an exclusive consumer", ["F05", "F26"], async (c) => {
    const [ch1, ch2] = await c.channels();
    await ch1.queue("q");
    await ch1.consume("q", "t", { exclusive: true });
    await ch2.get("q");
  });
  scenario("two consumers take turns", ["F06"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    await ch.consume("q", "one", { noAck: true });
    await ch.consume("q", "two", { noAck: true });
    ch.publishAll("q", "a", "b", "c", "d");
    await ch.deliveries(4);
  });
  scenario("what waited in the queue goes to the first consumer", ["F06"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    ch.publishAll("q", "a", "b", "c");
    await ch.consume("q", "one", { noAck: true });
    await ch.consume("q", "two", { noAck: true });
    await ch.deliveries(3);
  });
  scenario("consume-ok comes before the first delivery", ["F06"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    ch.publish("q", "a");
    ch.send("basic.consume", { queue: "q", consumerTag: "t", noAck: true });
    await ch.inOrder(2);
  });
  scenario("after cancel-ok nothing is delivered, and what is out stays out", ["F12"], async (c) => {
    const [ch, other] = await c.channels();
    await ch.queue("q");
    await ch.consume("q", "t");
    ch.publish("q", "a");
    await ch.deliveries();
    await ch.call("basic.cancel", { consumerTag: "t" });
    ch.publish("q", "b");
    await other.get("q", { noAck: true });
    await ch.quiet();
    await other.count("q");
    ch.ack(1);
    await ch.quiet();
  });
  scenario("cancelling an unknown tag is fine", ["F13"], async (c) => {
    await (await c.channel()).call("basic.cancel", { consumerTag: "unknown" });
  });
  scenario("a deleted queue cancels its consumers, where the client can hear it", ["F14"], async (c) => {
    const [ch1, ch2] = await c.channels();
    await ch1.queue("q");
    await ch2.consume("q", "t");
    await ch1.call("queue.delete", { queue: "q" });
    await ch2.cancelled();
    await ch2.queue("q");
    await ch2.consume("q", "t");
  });
  scenario("a queue that goes with its last consumer cancels nobody", ["F14", "D18"], async (c) => {
    const [ch1, ch2] = await c.channels();
    await ch1.queue("q", { autoDelete: true });
    await ch1.consume("q", "one");
    await ch2.consume("q", "two");
    await ch1.call("basic.cancel", { consumerTag: "one" });
    await ch2.call("basic.cancel", { consumerTag: "two" });
    await ch1.quiet();
    await ch2.quiet();
  });
  scenario("a deleted queue cancels each of its consumers, and their deliveries go with it", ["F14"], async (c) => {
    const [ch1, ch2] = await c.channels();
    await ch1.queue("q");
    await ch2.consume("q", "one");
    await ch2.consume("q", "two");
    ch1.publishAll("q", "a", "b");
    await ch2.deliveries(2);
    await ch1.call("queue.delete", { queue: "q" });
    const tags: string[] = [];
    for (let index = 0; index < 2; index += 1) {
      const { fields } = await ch2.peer.quietly(() => ch2.cancelled());
      tags.push("consumerTag" in fields ? String(fields.consumerTag) : "");
    }
    c.note(`cancelled: ${tags.toSorted((left, right) => (left < right ? -1 : 1)).join(" ")}`);
    ch2.ack(2, true);
    await ch2.quiet();
    await ch2.call("basic.cancel", { consumerTag: "one" });
  });
  scenario("a deleted queue ends its consumers in silence, where the client can't hear it", ["F15"], async (c) => {
    const [ch1, ch2] = await c.channels({ capabilities: {} });
    await ch1.queue("q");
    await ch2.consume("q", "t");
    await ch1.call("queue.delete", { queue: "q" });
    await ch2.quiet();
  });
  scenario("the consumer with the higher priority is served while it has credit", ["F30"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    await ch.call("basic.qos", { prefetchCount: 2 });
    await ch.consume("q", "low", { arguments: { "x-priority": -1 } });
    await ch.consume("q", "plain");
    await ch.consume("q", "high", { arguments: { "x-priority": 10 } });
    ch.publishAll("q", "a", "b", "c", "d", "e");
    await ch.deliveries(5);
  });
  for (const [what, value] of [
    ["a string", "high"],
    ["a boolean", true],
    ["void", null],
  ] as const satisfies readonly (readonly [string, Plain])[]) {
    scenario(`refuses an x-priority that is ${what}`, ["F31"], async (c) => {
      const ch = await c.channel();
      await ch.queue("q");
      await ch.consume("q", "t", { arguments: { "x-priority": value } });
    });
  }
  scenario("no-local changes nothing", ["F32"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    await ch.consume("q", "t", { noLocal: true, noAck: true });
    ch.publish("q", "my own");
    await ch.deliveries();
  });
  scenario("delivery tags count per channel, for consumers and gets alike", ["F33"], async (c) => {
    const [ch1, ch2] = await c.channels();
    await ch1.queue("q");
    ch1.publishAll("q", "a", "b", "c");
    await ch1.get("q");
    await ch1.get("q", { noAck: true });
    await ch2.get("q");
    await ch1.consume("q", "t");
    ch1.publish("q", "d");
    await ch1.deliveries();
  });
  scenario("the first delivery is no redelivery", ["F35"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    await ch.consume("q", "t");
    ch.publish("q", "a");
    await ch.deliveries();
  });
  scenario("a long consumer tag", ["F01"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    await ch.consume("q", "t".repeat(255));
    ch.publish("q", "a");
    await ch.deliveries();
  });
  scenario("consuming twice from one queue on one channel", ["F03", "F06"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    await ch.consume("q", "manual");
    await ch.consume("q", "automatic", { noAck: true });
    ch.publishAll("q", "a", "b");
    await ch.deliveries(2);
    ch.ack(1);
    await ch.quiet();
    await ch.count("q");
  });
  scenario("a consumer of two queues on one channel", ["F33"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q1");
    await ch.queue("q2");
    await ch.consume("q1", "one");
    await ch.consume("q2", "two");
    ch.publish("q1", "a");
    await ch.deliveries();
    ch.publish("q2", "b");
    await ch.deliveries();
    ch.ack(2, true);
    await ch.call("channel.close", { replyCode: 200 });
    const other = await ch.peer.channel();
    await other.drain("q1");
    await other.drain("q2");
  });
  scenario(
    "priority of consumers: the lower gets what the higher has no credit for, and what comes back goes up again",
    ["F30", "F22"],
    async (c) => {
      const ch = await c.channel();
      await ch.queue("q");
      await ch.call("basic.qos", { prefetchCount: 1 });
      await ch.consume("q", "low", { arguments: { "x-priority": 1 } });
      await ch.consume("q", "high", { arguments: { "x-priority": 2 } });
      ch.publishAll("q", "a", "b");
      await ch.deliveries(2);
      ch.ack(1);
      ch.nack(2, { requeue: true });
      await ch.deliveries();
    },
  );
  scenario(
    "deleting a queue with messages out: their acks do no harm, and other tags stay",
    ["F14", "F16"],
    async (c) => {
      const ch = await c.channel();
      await ch.queue("q1");
      await ch.queue("q2");
      ch.publish("q1", "a");
      ch.publish("q2", "b");
      await ch.get("q1");
      await ch.get("q2");
      await ch.call("queue.delete", { queue: "q1" });
      ch.nack(1, { requeue: true });
      ch.ack(2);
      await ch.quiet();
    },
  );
  scenario(
    "a cancelled exclusive queue's consumer hears it when another channel deletes the queue",
    ["F14", "D15"],
    async (c) => {
      const [ch1, ch2] = await c.channels();
      await ch1.queue("q", { exclusive: true });
      await ch1.consume("q", "t", { exclusive: true });
      await ch2.call("queue.delete", { queue: "q" });
      await ch1.cancelled();
      await ch1.call("basic.cancel", { consumerTag: "t" });
    },
  );
  scenario("a single active consumer that is cancelled by the channel's close hands over", ["D53"], async (c) => {
    const [ch1, ch2] = await c.channels();
    await ch1.queue("q", { arguments: { "x-single-active-consumer": true } });
    await ch1.consume("q", "one");
    await ch2.consume("q", "two");
    ch2.publish("q", "a");
    await ch1.deliveries();
    await ch1.call("channel.close", { replyCode: 200 });
    await ch2.deliveries();
  });
  scenario("consuming from no queue is told before the tag that is taken", ["F02"], async (c) => {
    const [ch1, ch2] = await c.channels();
    await ch1.queue("q");
    await ch2.consume("q", "t");
    await ch2.consume("", "t");
  });
});
