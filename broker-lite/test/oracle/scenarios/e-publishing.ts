/** Section E: publishing: confirms, returned messages, properties, sizes. */
import { typed } from "../fields.ts";
import { section } from "../scenario.ts";

export const publishing = section("E-publishing", (scenario) => {
  scenario("what can't be routed is dropped and confirmed", ["E01"], async (c) => {
    const ch = await c.channel();
    await ch.confirms();
    ch.publish("nowhere", "a");
    await ch.confirmed();
  });
  scenario("mandatory: what can't be routed comes back, before its confirm", ["E02"], async (c) => {
    const ch = await c.channel();
    await ch.confirms();
    ch.publish("nowhere", "a", { mandatory: true, properties: { messageId: "m-1" }, headers: { a: 1 } });
    await ch.inOrder(2);
  });
  scenario("mandatory: from a named exchange", ["E02"], async (c) => {
    const ch = await c.channel();
    ch.publish("nowhere", "a", { exchange: "amq.topic", mandatory: true });
    await ch.returned();
  });
  scenario("mandatory: what can be routed does not come back", ["E02"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    ch.publish("q", "a", { mandatory: true });
    await ch.get("q");
    await ch.quiet();
  });
  scenario("an empty body comes back", ["E03"], async (c) => {
    const ch = await c.channel();
    ch.publish("nowhere", "", { mandatory: true });
    await ch.returned();
  });
  scenario("an empty body is delivered, and got", ["E03"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    ch.publishAll("q", "", "");
    await ch.get("q", { noAck: true });
    await ch.consume("q", "t", { noAck: true });
    await ch.deliveries();
  });
  scenario("immediate is not implemented", ["E04"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    ch.publish("q", "a", { immediate: true });
    await ch.refused();
  });
  scenario("confirm.select may be repeated; tags count from 1", ["E05"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    await ch.call("confirm.select");
    await ch.confirms();
    ch.publishAll("q", "a", "b", "c");
    await ch.confirmed();
  });
  scenario("publishes before confirm.select are not counted", ["E05"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    ch.publishAll("q", "a", "b");
    await ch.confirms();
    ch.publish("q", "c");
    await ch.confirmed();
    await ch.drain("q");
  });
  scenario("confirm.select with nowait", ["E05", "D23"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    ch.send("confirm.select", { nowait: true });
    ch.publish("q", "a");
    await ch.confirmed();
  });
  scenario("a persistent message in a durable queue is confirmed", ["E05"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q", { durable: true });
    await ch.confirms();
    ch.publish("q", "a", { properties: { deliveryMode: 2 } });
    await ch.confirmed();
  });
  scenario("a message that goes to two queues is confirmed once", ["E05"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q1");
    await ch.queue("q2");
    await ch.bind("q1", "amq.fanout");
    await ch.bind("q2", "amq.fanout");
    await ch.confirms();
    ch.publish("", "a", { exchange: "amq.fanout" });
    await ch.confirmed();
    await ch.quiet();
  });
  scenario("two channels count their confirms apart", ["E05"], async (c) => {
    const [ch1, ch2] = await c.channels();
    await ch1.queue("q");
    await ch1.confirms();
    await ch2.confirms();
    ch1.publishAll("q", "a", "b");
    ch2.publish("q", "c");
    await ch1.confirmed();
    await ch2.confirmed();
  });
  scenario("with confirms, publishing to a missing exchange ends the channel without a confirm", ["E06"], async (c) => {
    const ch = await c.channel();
    await ch.confirms();
    ch.publish("k", "a", { exchange: "missing" });
    await ch.refused();
  });
  scenario(
    "with confirms, what came before the missing exchange is confirmed and what comes after is not",
    ["E06"],
    async (c) => {
      const ch = await c.channel();
      await ch.queue("q");
      await ch.confirms();
      ch.publish("q", "before");
      await ch.confirmed();
      ch.publish("k", "nowhere", { exchange: "missing" });
      ch.publish("q", "after");
      await ch.refused();
      await ch.open();
      await ch.drain("q");
      await ch.confirms();
      ch.publish("q", "again from 1");
      await ch.confirmed();
    },
  );
  scenario("no confirms on a transactional channel", ["E07"], async (c) => {
    const ch = await c.channel();
    await ch.call("tx.select");
    await ch.call("confirm.select");
  });
  scenario("no transactions on a channel with confirms", ["E07"], async (c) => {
    const ch = await c.channel();
    await ch.call("confirm.select");
    await ch.call("tx.select");
  });
  scenario("a user-id that is not the login is refused", ["E08"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    ch.publish("q", "a", { properties: { userId: "somebody-else" } });
    await ch.refused();
  });
  scenario("a user-id that is the login is delivered", ["E09"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    ch.publish("q", "a", { properties: { userId: "guest" } });
    await ch.get("q");
  });
  scenario("CC adds keys and stays, BCC adds keys and goes", ["E10"], async (c) => {
    const ch = await c.channel();
    for (const queue of ["to", "cc1", "cc2", "bcc"]) await ch.queue(queue);
    ch.publish("to", "a", { headers: { CC: ["cc1", "cc2"], BCC: ["bcc"] } });
    for (const queue of ["to", "cc1", "cc2", "bcc"]) await ch.get(queue);
  });
  scenario("CC to the queue that gets it anyway gives one copy", ["E10"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    ch.publish("q", "once", { headers: { CC: ["q", "q"] } });
    await ch.drain("q");
  });
  scenario("CC makes a mandatory message routable", ["E10", "E02"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    ch.publish("nowhere", "a", { mandatory: true, headers: { CC: ["q"] } });
    await ch.get("q");
    await ch.quiet();
  });
  scenario("CC in a topic exchange matches as the key does", ["E10"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    await ch.bind("q", "amq.topic", "a.*");
    ch.publish("x.y", "m", { exchange: "amq.topic", headers: { CC: ["a.b"] } });
    await ch.get("q");
  });
  for (const [what, headers] of [
    ["a CC that is a string", { CC: "q" }],
    ["a BCC that is a number", { BCC: 1 }],
  ] as const) {
    scenario(`refuses ${what}`, ["E11"], async (c) => {
      const ch = await c.channel();
      await ch.queue("q");
      ch.publish("q", "a", { headers });
      await ch.refused();
    });
  }
  scenario("entries of CC that are no strings", ["E11"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    ch.publish("nowhere", "a", { headers: { CC: [1, true, "q"] } });
    await ch.quiet();
    if (!ch.ended) await ch.get("q");
  });
  scenario("all fourteen properties come back as they were", ["E12"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    ch.publish("q", "a", {
      properties: {
        contentType: "text/plain",
        contentEncoding: "utf-8",
        deliveryMode: 1,
        priority: 7,
        correlationId: "c-1",
        replyTo: "r",
        expiration: "600000",
        messageId: "m-1",
        timestamp: 1_700_000_000,
        type: "greeting",
        userId: "guest",
        appId: "oracle",
        clusterId: "none",
      },
      headers: { a: 1 },
    });
    await ch.get("q");
  });
  scenario("header values of every type come back as they were", ["E12"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    const headers = {
      boolean: true,
      int8: typed("int8", -8),
      uint8: typed("uint8", 200),
      int16: typed("int16", -16_000),
      uint16: typed("uint16", 60_000),
      int32: typed("int32", -32),
      uint32: typed("uint32", 4_000_000_000),
      int64: typed("int64", 2 ** 52),
      float: typed("float", 0.5),
      double: typed("double", 0.1),
      decimal: typed("decimal", { scale: 2, unscaled: 314 }),
      string: "text with ü and 消息",
      bytes: typed("bytes", Buffer.from([0, 1, 255])),
      timestamp: typed("timestamp", 1_700_000_000),
      nothing: null,
      array: [1, "two", [3], { four: 4 }],
      table: { nested: { deeper: true } },
      "": "an empty name",
    };
    ch.publish("q", "a", { headers });
    await ch.get("q", { noAck: true });
    ch.publish("q", "an empty table", { headers: {} });
    await ch.get("q", { noAck: true });
  });
  scenario("a body of 1 MB comes back in frames of at most frame-max", ["E13"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    ch.publish("q", new Uint8Array(1_000_000).fill(0x61));
    const { bodyFrameBytes } = await ch.get("q");
    c.note(`body frames of ${bodyFrameBytes.join(", ")} bytes`);
  });
  scenario("a delivery keeps to the consumer's smaller frame-max", ["E14"], async (c) => {
    const publisher = await c.channel();
    const consumer = await c.channel({ frameMax: 4096 });
    await consumer.queue("q");
    await consumer.consume("q", "t", { noAck: true });
    publisher.publish("q", new Uint8Array(10_000).fill(0x62));
    const { bodyFrameBytes } = await consumer.deliveries();
    c.note(`body frames of ${bodyFrameBytes.join(", ")} bytes`);
  });
  scenario("get and deliver carry the first exchange and key", ["E16"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    await ch.bind("q", "amq.topic", "a.#");
    ch.publish("a.b", "one", { exchange: "amq.topic" });
    ch.publish("a.c", "two", { exchange: "amq.topic" });
    await ch.get("q");
    await ch.consume("q", "t");
    await ch.deliveries();
  });
  scenario("messages of one channel stay in order", ["E17"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    ch.publishAll("q", ...Array.from({ length: 20 }, (_, index) => `${index}`));
    await ch.drain("q");
  });
  scenario(
    "a message over the size limit is refused",
    ["E15"],
    async (c) => {
      const ch = await c.channel();
      await ch.peer.quietly(async () => ch.publish("nowhere", new Uint8Array(134_217_729)));
      await ch.refused();
    },
    { versions: { "4.0": "the limit is 16 MiB (release notes 4.0.1)" } },
  );
  scenario("a message to no queue and to one is confirmed alike, in order", ["E01", "E05"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    await ch.confirms();
    ch.publish("nowhere", "a");
    ch.publish("q", "b");
    ch.publish("nowhere", "c", { mandatory: true });
    await ch.confirmed();
    await ch.returned();
  });
  scenario("the largest priority, a timestamp of 0 and empty texts come back as they were", ["E12"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    ch.publish("q", "a", { properties: { priority: 255, timestamp: 0, contentType: "", correlationId: "" } });
    await ch.get("q");
  });
  for (const deliveryMode of [0, 3]) {
    scenario(`refuses delivery mode ${deliveryMode}`, ["E12"], async (c) => {
      const ch = await c.channel();
      await ch.queue("q");
      ch.publish("q", "a", { properties: { deliveryMode } });
      await ch.refused();
    });
  }
  scenario("a body of every length around a frame", ["E13"], async (c) => {
    const ch = await c.channel({ frameMax: 4096 });
    await ch.queue("q");
    for (const length of [1, 4087, 4088, 4089, 8176, 8177]) {
      ch.publish("q", new Uint8Array(length).fill(0x63));
      const { bodyFrameBytes } = await ch.get("q", { noAck: true });
      c.note(`body frames of ${bodyFrameBytes.join(", ")} bytes`);
    }
  });
  scenario("headers larger than a frame end the connection of who sent them", ["E14", "A24"], async (c) => {
    const ch = await c.channel({ frameMax: 4096 });
    await ch.queue("q");
    ch.publish("q", "a", { headers: { large: "x".repeat(5000) } });
    await ch.refused();
  });
  scenario("a connection that publishes and closes its channel at once gets its confirms first", ["E05"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    await ch.confirms();
    ch.publish("q", "a");
    await ch.confirmed();
    await ch.call("channel.close", { replyCode: 200 });
    await (await ch.peer.channel()).drain("q");
  });
});
