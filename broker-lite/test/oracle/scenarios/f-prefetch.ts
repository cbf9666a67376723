/** Section F: prefetch: how much a consumer or a channel may hold. */
import { section } from "../scenario.ts";

export const prefetch = section("F-prefetch", (scenario) => {
  scenario("prefetch 1: the next only after the ack", ["F07"], async (c) => {
    const [ch, other] = await c.channels();
    await ch.queue("q");
    await ch.call("basic.qos", { prefetchCount: 1 });
    ch.publishAll("q", "a", "b");
    await ch.consume("q", "t");
    await ch.deliveries();
    await other.count("q");
    await ch.quiet();
    ch.ack(1);
    await ch.deliveries();
  });
  scenario("prefetch 1 and two consumers: the one that acknowledges gets the next", ["F07", "F06"], async (c) => {
    const [one, two] = await c.channels();
    await one.queue("q");
    await one.call("basic.qos", { prefetchCount: 1 });
    await two.call("basic.qos", { prefetchCount: 1 });
    await one.consume("q", "slow");
    await two.consume("q", "quick");
    one.publishAll("q", "a", "b", "c", "d");
    await one.deliveries();
    await two.deliveries();
    two.ack(1);
    await two.deliveries();
    two.ack(2);
    await two.deliveries();
    await one.quiet();
  });
  scenario("prefetch 2: two are out at once", ["F07"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    await ch.call("basic.qos", { prefetchCount: 2 });
    await ch.consume("q", "t");
    ch.publishAll("q", "a", "b", "c", "d");
    await ch.deliveries(2);
    await ch.count("q");
    await ch.quiet();
    ch.ack(2, true);
    await ch.deliveries(2);
  });
  scenario("a reject without requeue frees credit as an ack does", ["F07", "F24"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    await ch.call("basic.qos", { prefetchCount: 1 });
    await ch.consume("q", "t");
    ch.publishAll("q", "a", "b");
    await ch.deliveries();
    ch.reject(1, false);
    await ch.deliveries();
  });
  scenario("prefetch counts per consumer", ["F08"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    await ch.call("basic.qos", { prefetchCount: 1 });
    await ch.consume("q", "one");
    await ch.consume("q", "two");
    ch.publishAll("q", "a", "b", "c");
    await ch.deliveries(2);
    await ch.count("q");
    await ch.quiet();
  });
  scenario("prefetch holds for consumers that start after it", ["F08"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    await ch.consume("q", "before");
    await ch.call("basic.qos", { prefetchCount: 1 });
    ch.publishAll("q", "a", "b", "c");
    await ch.deliveries(3);
    await ch.consume("q", "after");
    ch.publishAll("q", "d", "e", "f", "g");
    await ch.deliveries(4);
  });
  scenario("prefetch does not count what was got", ["F08", "F26"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    ch.publishAll("q", "a", "b");
    await ch.get("q");
    await ch.call("basic.qos", { prefetchCount: 1 });
    await ch.consume("q", "t");
    await ch.deliveries();
  });
  scenario(
    "global prefetch is shared by the channel",
    ["F09"],
    async (c) => {
      const ch = await c.channel();
      await ch.queue("q");
      await ch.call("basic.qos", { prefetchCount: 1, global: true });
      await ch.consume("q", "one");
      await ch.consume("q", "two");
      ch.publishAll("q", "a", "b", "c");
      await ch.deliveries();
      await ch.count("q");
      await ch.quiet();
      ch.ack(1);
      await ch.deliveries();
    },
    { versions: { "4.0": "deprecated; denied by default since 4.3 (rabbitmq.com/docs/deprecated-features)" } },
  );
  scenario("global prefetch holds for consumers that run already", ["F09"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    await ch.consume("q", "t");
    await ch.call("basic.qos", { prefetchCount: 1, global: true });
    ch.publishAll("q", "a", "b");
    await ch.deliveries();
    await ch.count("q");
    await ch.quiet();
  });
  scenario("both kinds of prefetch: both hold, if the global one is set last", ["F08", "F09"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    await ch.call("basic.qos", { prefetchCount: 2 });
    await ch.call("basic.qos", { prefetchCount: 3, global: true });
    await ch.consume("q", "one");
    await ch.consume("q", "two");
    ch.publishAll("q", "a", "b", "c", "d", "e");
    await ch.deliveries(3);
    await ch.count("q");
    await ch.quiet();
  });
  scenario("both kinds of prefetch: setting the one per consumer lifts the global one", ["F08", "F09"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    await ch.call("basic.qos", { prefetchCount: 3, global: true });
    await ch.call("basic.qos", { prefetchCount: 2 });
    await ch.consume("q", "one");
    await ch.consume("q", "two");
    ch.publishAll("q", "a", "b", "c", "d", "e");
    await ch.deliveries(4);
    await ch.count("q");
    await ch.quiet();
  });
  scenario("prefetch means nothing to a consumer with automatic acknowledgement", ["F10"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    await ch.call("basic.qos", { prefetchCount: 1 });
    await ch.consume("q", "t", { noAck: true });
    ch.publishAll("q", "a", "b", "c");
    await ch.deliveries(3);
  });
  scenario("prefetch 0 is no limit", ["F10"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    await ch.call("basic.qos", { prefetchCount: 1 });
    await ch.call("basic.qos", { prefetchCount: 0 });
    await ch.consume("q", "t");
    ch.publishAll("q", "a", "b", "c");
    await ch.deliveries(3);
  });
  scenario("prefetch-size is not implemented", ["F11"], async (c) => {
    await (await c.channel()).call("basic.qos", { prefetchSize: 1 });
  });
  scenario("a higher prefetch for the channel lets more come", ["F09"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    await ch.call("basic.qos", { prefetchCount: 1, global: true });
    await ch.consume("q", "t");
    ch.publishAll("q", "a", "b", "c");
    await ch.deliveries();
    await ch.call("basic.qos", { prefetchCount: 2, global: true });
    await ch.deliveries();
    await ch.count("q");
    await ch.call("basic.qos", { prefetchCount: 0, global: true });
    await ch.deliveries();
  });
  scenario("cancelling a consumer and its prefetch leaves the rest to the next", ["F12", "F07"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    await ch.call("basic.qos", { prefetchCount: 1 });
    await ch.consume("q", "one");
    ch.publishAll("q", "a", "b");
    await ch.deliveries();
    await ch.call("basic.cancel", { consumerTag: "one" });
    await ch.consume("q", "two");
    await ch.deliveries();
    ch.nack(1, { requeue: true });
    ch.ack(2);
    await ch.deliveries();
  });
});
