/** Section F: acknowledgements: what is settled, what comes back, where to, and what is refused. */
import { section } from "../scenario.ts";

/** A RabbitMQ's time for acknowledgements can be set while it runs. */
const LATE_AFTER_A_SECOND = { needs: "administrator", consumerTimeoutMs: 1000 } as const;

export const acknowledging = section("F-acknowledging", (scenario) => {
  scenario("ack of an unknown tag ends the channel", ["F16"], async (c) => {
    const ch = await c.channel();
    ch.ack(5);
    await ch.refused();
  });
  scenario("nack and reject of an unknown tag end the channel", ["F16"], async (c) => {
    const ch = await c.channel();
    ch.nack(5, { requeue: true });
    await ch.refused();
    await ch.open();
    ch.reject(5, false);
    await ch.refused();
  });
  scenario("ack of tag 0 without multiple ends the channel", ["F16", "F20"], async (c) => {
    const ch = await c.channel();
    ch.ack(0);
    await ch.refused();
  });
  scenario("ack of a tag beyond the last, with multiple", ["F16", "F21"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    ch.publish("q", "a");
    await ch.get("q");
    ch.ack(7, true);
    await ch.refused();
    await (await ch.open()).drain("q");
  });
  scenario("ack twice ends the channel", ["F17"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    ch.publish("q", "a");
    await ch.get("q");
    ch.ack(1);
    ch.ack(1);
    await ch.refused();
  });
  scenario("ack of what was rejected ends the channel", ["F17"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    ch.publish("q", "a");
    await ch.get("q");
    ch.reject(1, false);
    ch.ack(1);
    await ch.refused();
  });
  scenario("multiple up to a tag that is settled already", ["F17", "F21"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    ch.publishAll("q", "a", "b", "c");
    for (let index = 0; index < 3; index += 1) await ch.get("q");
    ch.ack(2);
    ch.ack(2, true);
    await ch.quiet();
    if (ch.ended) await ch.open();
    await ch.drain("q");
  });
  scenario("ack on another channel ends that one", ["F18"], async (c) => {
    const [ch1, ch2] = await c.channels();
    await ch1.queue("q");
    ch1.publish("q", "a");
    await ch1.get("q");
    ch2.ack(1);
    await ch2.refused();
    ch1.ack(1);
    await ch1.quiet();
  });
  scenario("ack of what was acknowledged automatically ends the channel", ["F19"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    await ch.consume("q", "t", { noAck: true });
    ch.publish("q", "a");
    await ch.deliveries();
    ch.ack(1);
    await ch.refused();
  });
  scenario("ack of tag 0 with multiple settles all there is", ["F20"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    ch.publishAll("q", "a", "b", "c");
    for (let index = 0; index < 3; index += 1) await ch.get("q");
    ch.ack(0, true);
    ch.ack(0, true);
    await ch.quiet();
    await ch.call("channel.close", { replyCode: 200 });
    await (await ch.peer.channel()).drain("q");
  });
  scenario("ack with multiple settles up to its tag", ["F21"], async (c) => {
    const [ch, other] = await c.channels();
    await ch.queue("q");
    ch.publishAll("q", "a", "b", "c");
    for (let index = 0; index < 3; index += 1) await ch.get("q");
    ch.ack(2, true);
    await ch.call("channel.close", { replyCode: 200 });
    await other.drain("q");
  });
  scenario("acks may come in any order", ["F21"], async (c) => {
    const [ch, other] = await c.channels();
    await ch.queue("q");
    ch.publishAll("q", "a", "b", "c");
    for (let index = 0; index < 3; index += 1) await ch.get("q");
    ch.ack(3);
    ch.ack(1);
    await ch.call("channel.close", { replyCode: 200 });
    await other.drain("q");
  });
  scenario("nack with requeue puts the message back at its original place", ["F22"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    ch.publishAll("q", "a", "b");
    await ch.get("q");
    ch.nack(1, { requeue: true });
    await ch.drain("q");
  });
  scenario("reject with requeue puts the message back at its original place", ["F22"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    ch.publishAll("q", "a", "b", "c");
    await ch.get("q");
    await ch.get("q");
    ch.reject(2, true);
    await ch.drain("q");
    ch.reject(1, true);
    await ch.drain("q");
  });
  scenario("a message that comes back goes to a consumer that waits", ["F22"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    await ch.consume("q", "t");
    ch.publish("q", "a");
    await ch.deliveries();
    ch.reject(1, true);
    await ch.deliveries();
    ch.nack(2, { requeue: true });
    await ch.deliveries();
  });
  scenario(
    "a message that comes back may go to the consumer that gave it back, though another waits",
    ["F22", "F07"],
    async (c) => {
      const [one, two] = await c.channels();
      await one.queue("q");
      await one.call("basic.qos", { prefetchCount: 2 });
      await one.consume("q", "one");
      one.publishAll("q", "a", "b");
      await one.deliveries(2);
      await two.consume("q", "two");
      one.nack(2, { requeue: true });
      await one.deliveries();
      await two.quiet();
    },
  );
  scenario("nack with multiple keeps the order", ["F23"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    ch.publishAll("q", "a", "b", "c", "d");
    for (let index = 0; index < 3; index += 1) await ch.get("q");
    ch.nack(3, { multiple: true, requeue: true });
    await ch.drain("q");
  });
  scenario("nacks in the wrong order keep the order", ["F23"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    ch.publishAll("q", "a", "b", "c", "d");
    for (let index = 0; index < 3; index += 1) await ch.get("q");
    for (const tag of [3, 1, 2]) ch.nack(tag, { requeue: true });
    await ch.drain("q");
  });
  scenario("nack of tag 0 with multiple returns all there is", ["F23", "F20"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    ch.publishAll("q", "a", "b");
    await ch.get("q");
    await ch.get("q");
    ch.nack(0, { multiple: true, requeue: true });
    await ch.drain("q");
  });
  scenario("reject without requeue drops the message", ["F24"], async (c) => {
    const [ch, other] = await c.channels();
    await ch.queue("q");
    ch.publishAll("q", "a", "b", "c");
    await ch.get("q");
    await ch.get("q");
    ch.reject(1, false);
    ch.nack(2, { requeue: false });
    await ch.call("channel.close", { replyCode: 200 });
    await other.drain("q");
  });
  scenario("closing the channel returns what is not acknowledged", ["F25"], async (c) => {
    const [ch, other] = await c.channels();
    await ch.queue("q");
    await ch.consume("q", "t");
    ch.publishAll("q", "a", "b", "c");
    await ch.deliveries(3);
    ch.ack(2);
    await ch.call("channel.close", { replyCode: 200 });
    await other.drain("q");
  });
  scenario("an error on the channel returns what is not acknowledged", ["F25"], async (c) => {
    const [ch, other] = await c.channels();
    await ch.queue("q");
    await ch.consume("q", "t");
    ch.publishAll("q", "a", "b");
    await ch.deliveries(2);
    await ch.queue("missing", { passive: true });
    await other.count("q");
    await other.drain("q");
  });
  scenario("closing the connection returns what is not acknowledged", ["F25"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    await ch.consume("q", "t");
    ch.publishAll("q", "a", "b");
    await ch.deliveries(2);
    await ch.peer.close();
    await (await c.channel()).drain("q");
  });
  scenario("losing the connection returns what is not acknowledged", ["F25"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    await ch.consume("q", "t");
    ch.publishAll("q", "a", "b");
    await ch.deliveries(2);
    const other = await c.channel();
    await other.consume("q", "heir");
    ch.peer.drop();
    await other.deliveries(2);
  });
  scenario("get: the message with the number left, or empty, or no such queue", ["F26"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    ch.publishAll("q", "a", "b");
    await ch.get("q");
    await ch.get("q");
    await ch.get("q");
    await ch.get("missing");
  });
  scenario("recover returns what is not acknowledged", ["F27"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    await ch.consume("q", "t");
    ch.publishAll("q", "a", "b");
    await ch.deliveries(2);
    ch.ack(1);
    await ch.call("basic.recover", { requeue: true });
    await ch.deliveries();
  });
  scenario("recover with nothing to return", ["F27"], async (c) => {
    await (await c.channel()).call("basic.recover", { requeue: true });
  });
  scenario("recover returns what was got, too", ["F27"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    ch.publishAll("q", "a", "b");
    await ch.get("q");
    await ch.get("q");
    await ch.call("basic.recover", { requeue: true });
    await ch.drain("q");
  });
  scenario("recover without requeue is not implemented", ["F28"], async (c) => {
    await (await c.channel()).call("basic.recover", { requeue: false });
  });
  scenario("recover-async returns without an answer", ["F29"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    ch.publish("q", "a");
    await ch.get("q");
    ch.send("basic.recover-async", { requeue: true });
    await ch.get("q");
  });
  scenario("recover-async without requeue is not implemented", ["F29", "F28"], async (c) => {
    const ch = await c.channel();
    ch.send("basic.recover-async", { requeue: false });
    await ch.refused();
  });
  scenario("the redelivered mark stays through a second delivery", ["F22", "F35"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    ch.publish("q", "a");
    await ch.get("q");
    ch.reject(1, true);
    await ch.get("q");
    ch.reject(2, true);
    await ch.get("q");
  });
  scenario(
    "an acknowledgement that does not come in time ends the channel, and the message goes back",
    ["F34"],
    async (c) => {
      const ch = await c.channel();
      await ch.queue("q");
      ch.publishAll("q", "in time", "late");
      await ch.consume("q", "t");
      await ch.deliveries(2);
      ch.ack(1);
      await c.elapse(2000);
      await ch.refused();
      await (await ch.open()).drain("q");
    },
    LATE_AFTER_A_SECOND,
  );
  scenario(
    "what basic.get took must be acknowledged in time, too",
    ["F34"],
    async (c) => {
      const ch = await c.channel();
      await ch.queue("q");
      ch.publish("q", "a");
      await ch.get("q");
      await c.elapse(2000);
      await ch.refused();
      await (await ch.open()).drain("q");
    },
    LATE_AFTER_A_SECOND,
  );
  scenario(
    "nothing is late where nothing is to be acknowledged",
    ["F34"],
    async (c) => {
      const ch = await c.channel();
      await ch.queue("q");
      ch.publishAll("q", "a", "b");
      await ch.get("q", { noAck: true });
      await ch.consume("q", "t", { noAck: true });
      await ch.deliveries();
      await c.elapse(2000);
      await ch.quiet();
    },
    LATE_AFTER_A_SECOND,
  );
});
