/** Section I: transactions. */
import { section } from "../scenario.ts";

export const transactions = section("I-transactions", (scenario) => {
  scenario("nothing is to be seen before the commit", ["I01"], async (c) => {
    const [ch, other] = await c.channels();
    await ch.queue("q");
    await ch.call("tx.select");
    ch.publishAll("q", "a", "b");
    await ch.quiet();
    await other.count("q");
    await ch.call("tx.commit");
    await other.drain("q");
  });
  scenario("tx.select twice is fine", ["I01"], async (c) => {
    const ch = await c.channel();
    await ch.call("tx.select");
    await ch.call("tx.select");
    await ch.call("tx.commit");
    await ch.call("tx.rollback");
  });
  scenario("rollback drops what was published", ["I02"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    await ch.call("tx.select");
    ch.publish("q", "a");
    await ch.call("tx.rollback");
    await ch.call("tx.commit");
    await ch.drain("q");
  });
  scenario("rollback undoes acks: the message stays out, and can be acknowledged again", ["I02"], async (c) => {
    const [ch, other] = await c.channels();
    await ch.queue("q");
    ch.publish("q", "a");
    await ch.get("q");
    await ch.call("tx.select");
    ch.ack(1);
    await ch.call("tx.rollback");
    await other.count("q");
    ch.ack(1);
    await ch.call("tx.commit");
    await ch.call("channel.close", { replyCode: 200 });
    await other.drain("q");
  });
  scenario("an ack counts at the commit", ["I02"], async (c) => {
    const [ch, other] = await c.channels();
    await ch.queue("q");
    ch.publishAll("q", "a", "b");
    await ch.call("tx.select");
    await ch.get("q");
    await ch.get("q");
    ch.ack(1);
    await ch.call("tx.commit");
    ch.ack(2);
    await ch.call("channel.close", { replyCode: 200 });
    await other.drain("q");
  });
  scenario("a nack with requeue counts at the commit", ["I02", "F22"], async (c) => {
    const [ch, other] = await c.channels();
    await ch.queue("q");
    ch.publish("q", "a");
    await ch.call("tx.select");
    await ch.get("q");
    ch.nack(1, { requeue: true });
    await ch.quiet();
    await other.count("q");
    await ch.call("tx.commit");
    await other.drain("q");
  });
  scenario("an unknown tag in a transaction is refused at once", ["I02", "F16"], async (c) => {
    const ch = await c.channel();
    await ch.call("tx.select");
    ch.ack(9);
    await ch.refused();
  });
  scenario("closing the channel rolls back", ["I02"], async (c) => {
    const [ch, other] = await c.channels();
    await ch.queue("q");
    await ch.call("tx.select");
    ch.publish("q", "a");
    await ch.call("channel.close", { replyCode: 200 });
    await other.drain("q");
  });
  scenario(
    "losing the connection rolls back: publishes are gone, acknowledged messages come again",
    ["I02", "F25"],
    async (c) => {
      const ch = await c.channel();
      await ch.queue("q");
      ch.publishAll("q", "a", "b");
      await ch.call("tx.select");
      await ch.get("q");
      ch.ack(1);
      ch.publish("q", "never");
      await ch.quiet();
      const other = await c.channel();
      await other.consume("q", "t");
      await other.deliveries();
      ch.peer.drop();
      await other.deliveries();
      await other.quiet();
    },
  );
  scenario("each commit begins anew, and a rollback undoes only what came since", ["I01", "I02"], async (c) => {
    const [ch, other] = await c.channels();
    await ch.queue("q");
    ch.publishAll("q", "a", "b", "c");
    await ch.call("tx.select");
    for (let index = 0; index < 3; index += 1) await ch.get("q");
    ch.ack(1);
    ch.publish("q", "d");
    await ch.call("tx.commit");
    ch.nack(2, { requeue: false });
    ch.publish("q", "e");
    await ch.call("tx.rollback");
    ch.ack(3);
    await ch.call("tx.commit");
    await other.drain("q");
    await ch.call("channel.close", { replyCode: 200 });
    await other.drain("q");
  });
  scenario(
    "a transaction settles in its own order, and refuses a tag that is settled in it",
    ["I02", "F17"],
    async (c) => {
      const ch = await c.channel();
      await ch.queue("q");
      ch.publishAll("q", "a", "b");
      await ch.call("tx.select");
      await ch.get("q");
      await ch.get("q");
      ch.ack(1);
      ch.ack(1);
      await ch.refused();
      await (await ch.open()).drain("q");
    },
  );
  scenario("commit and rollback need tx.select", ["I03"], async (c) => {
    const ch = await c.channel();
    await ch.call("tx.commit");
    await ch.open();
    await ch.call("tx.rollback");
  });
  scenario("mandatory in a transaction: it comes back at the commit, before commit-ok", ["I04"], async (c) => {
    const ch = await c.channel();
    await ch.call("tx.select");
    ch.publish("nowhere", "a", { mandatory: true });
    await ch.quiet();
    ch.send("tx.commit");
    await ch.inOrder(2);
  });
  scenario("publishing to a missing exchange in a transaction is refused at once", ["I04", "C23"], async (c) => {
    const ch = await c.channel();
    await ch.call("tx.select");
    ch.publish("k", "a", { exchange: "missing" });
    await ch.refused();
  });
});
