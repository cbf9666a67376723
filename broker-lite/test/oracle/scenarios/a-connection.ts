/** Section A: what a connection says before channels come into it: the handshake, its refusals, heartbeats, the end. */
import {
  encodeBody,
  encodeHeader,
  encodeHeartbeat,
  encodeMethod,
  makeMethod,
  PROTOCOL_HEADER,
} from "../../../src/wire/index.ts";
import { amqplain } from "../bytes.ts";
import type { table } from "../fields.ts";
import { section } from "../scenario.ts";
import { describeTable } from "../transcript.ts";

const bytes = (...values: readonly number[]): Uint8Array => Uint8Array.from(values);

export const connection = section("A-connection", (scenario) => {
  scenario("the protocol header is answered with connection.start", ["A01"], async (c) => {
    await (await c.dial()).start();
  });
  scenario(
    "a garbage protocol header is answered with the broker's own, and the socket is closed",
    ["A02"],
    async (c) => {
      const peer = await c.dial();
      peer.raw(Buffer.from("GET / HTTP/1.1\r\n\r\n"), "an HTTP request");
      await peer.next("protocol header");
      await peer.refused();
    },
  );
  scenario("a header of AMQP 0-9-1 with another revision is answered with the broker's own", ["A02"], async (c) => {
    const peer = await c.dial();
    peer.raw(bytes(...Buffer.from("AMQP"), 0, 0, 9, 2), "AMQP 0-9-2 header");
    await peer.next("protocol header");
    await peer.refused();
  });
  scenario(
    "a header of AMQP 1.0 is answered with the 0-9-1 header",
    ["A03"],
    async (c) => {
      const peer = await c.dial();
      peer.raw(bytes(...Buffer.from("AMQP"), 0, 1, 0, 0), "AMQP 1.0 header");
      await peer.next("protocol header");
      await peer.refused();
    },
    { versions: { "4.0": "speaks AMQP 1.0 itself (rabbitmq.com/docs/amqp)" } },
  );
  scenario("server-properties carry six strings and the capabilities", ["A04"], async (c) => {
    const { fields } = await (await c.dial()).start();
    if (!("serverProperties" in fields)) return;
    const properties = fields.serverProperties as ReturnType<typeof table>;
    c.note(
      Object.entries(properties)
        .map(([name, { type }]) => `${name}: ${type}`)
        .toSorted()
        .join(", "),
    );
    const { product, version } = properties;
    c.note(`product ${product?.type === "string" ? product.value : ""}`);
    c.note(`version looks like x.y.z: ${version?.type === "string" && /^\d+\.\d+\.\d+/.test(version.value)}`);
  });
  scenario("server-properties say what the broker can do", ["A05"], async (c) => {
    const { fields } = await (await c.dial()).start();
    if (!("serverProperties" in fields)) return;
    const capabilities = (fields.serverProperties as ReturnType<typeof table>)["capabilities"];
    if (capabilities?.type === "table") c.note(describeTable(capabilities.value));
  });
  scenario("the broker offers 2047 channels, frames of 128 KiB and a heartbeat of 60 s", ["A06"], async (c) => {
    const peer = await c.dial();
    await peer.start();
    await peer.login();
  });
  scenario("the whole handshake", ["A01", "A06"], async (c) => {
    const peer = await c.dial();
    await peer.start();
    await peer.login();
    await peer.tune();
    await peer.open();
    await peer.close();
  });
  scenario("AMQPLAIN logs in", ["A07"], async (c) => {
    const peer = await c.dial();
    await peer.start();
    await peer.login({ mechanism: "AMQPLAIN", response: amqplain(c.target.user, c.target.password) });
  });
  scenario("AMQPLAIN with a wrong password is refused", ["A07", "A08"], async (c) => {
    const peer = await c.dial();
    await peer.start();
    await peer.login({ mechanism: "AMQPLAIN", response: amqplain(c.target.user, "wrong") });
  });
  scenario("a wrong password is refused with a reason to a client that can hear it", ["A08"], async (c) => {
    const peer = await c.dial();
    await peer.start();
    await peer.login({ password: "wrong" });
  });
  scenario("a wrong password only closes the socket of a client that can't hear a reason", ["A09"], async (c) => {
    const peer = await c.dial();
    await peer.start();
    await peer.login({ password: "wrong", capabilities: {} });
  });
  scenario("an unknown user is answered as a wrong password is", ["A10"], async (c) => {
    const peer = await c.dial();
    await peer.start();
    await peer.login({ user: "nobody", password: "nothing" });
  });
  const fromElsewhere = { needs: "another address" } as const;
  scenario(
    "guest may log in by way of loopback only",
    ["A38"],
    async (c) => {
      const here = await c.dial();
      await here.start();
      await here.login();
      for (const login of [{}, { mechanism: "AMQPLAIN", response: amqplain(c.target.user, c.target.password) }]) {
        const there = await c.dialFromElsewhere();
        await there.start();
        await there.login(login);
      }
      const deaf = await c.dialFromElsewhere();
      await deaf.start();
      await deaf.login({ capabilities: {} });
    },
    fromElsewhere,
  );
  scenario(
    "another user may log in from elsewhere",
    ["A38"],
    async (c) => {
      await c.administrator.createUser("oracle-visitor", "secret");
      try {
        await c.administrator.setPermissions(c.target.vhost, "oracle-visitor", { configure: "", write: "", read: "" });
        const there = await c.dialFromElsewhere();
        await there.start();
        await there.login({ user: "oracle-visitor", password: "secret" });
        await there.tune();
        await there.open();
        await there.close();
        const wrong = await c.dialFromElsewhere();
        await wrong.start();
        await wrong.login({ user: "oracle-visitor", password: "wrong" });
      } finally {
        await c.administrator.deleteUser("oracle-visitor");
      }
    },
    fromElsewhere,
  );
  scenario("an unknown mechanism closes the socket", ["A11"], async (c) => {
    const peer = await c.dial();
    await peer.start();
    await peer.login({ mechanism: "GUESSWORK" });
  });
  scenario("a PLAIN response without its two zero octets is refused", ["A08"], async (c) => {
    const peer = await c.dial();
    await peer.start();
    await peer.login({ response: Buffer.from("guest guest") });
  });
  scenario("a frame-max above the broker's closes the socket", ["A12"], async (c) => {
    const peer = await c.dial();
    await peer.quietly(async () => [await peer.start(), await peer.login()]);
    await peer.tune({ frameMax: 262_144 });
    await peer.refused();
  });
  scenario(
    "a frame-max below 4096 closes the socket",
    ["A13"],
    async (c) => {
      const peer = await c.dial();
      await peer.quietly(async () => [await peer.start(), await peer.login()]);
      await peer.tune({ frameMax: 4095 });
      await peer.refused();
    },
    { versions: { "4.1": "the minimum is 8192 (release notes 4.1.0)" } },
  );
  scenario("a frame-max of 4096 is fine", ["A13"], async (c) => {
    const peer = await c.dial();
    await peer.quietly(async () => [await peer.start(), await peer.login()]);
    await peer.tune({ frameMax: 4096 });
    await peer.open();
  });
  scenario("a channel-max above the broker's closes the socket", ["A14"], async (c) => {
    const peer = await c.dial();
    await peer.quietly(async () => [await peer.start(), await peer.login()]);
    await peer.tune({ channelMax: 2048 });
    await peer.refused();
  });
  scenario("a channel-max of 0, no limit, is more than the broker's", ["A14"], async (c) => {
    const peer = await c.dial();
    await peer.quietly(async () => [await peer.start(), await peer.login()]);
    await peer.tune({ channelMax: 0 });
    await peer.refused();
  });
  scenario("a frame-max of 0, no limit, is more than the broker's", ["A12"], async (c) => {
    const peer = await c.dial();
    await peer.quietly(async () => [await peer.start(), await peer.login()]);
    await peer.tune({ frameMax: 0 });
    await peer.refused();
  });
  scenario("an unknown vhost is refused", ["A15"], async (c) => {
    const peer = await c.dial();
    await peer.quietly(async () => [await peer.start(), await peer.login(), await peer.tune()]);
    await peer.open("no-such-vhost");
    await peer.refused();
  });
  scenario("connection.close is answered, and the client may close the socket", ["A16"], async (c) => {
    const peer = await c.connect();
    await peer.call("connection.close", { replyCode: 200, replyText: "done" });
  });
  scenario(
    "after close-ok nothing is answered any more, and the socket is the client's to close",
    ["A16"],
    async (c) => {
      const peer = await c.connect();
      const ch = await peer.channel();
      await peer.close();
      ch.send("queue.declare", { queue: "too-late" });
      peer.write(encodeHeartbeat());
      await c.elapse(300);
      for (const arrival of peer.leftOver()) peer.logArrival(arrival);
      await (await c.channel()).queue("too-late", { passive: true });
    },
  );
  scenario("what was published right before connection.close is all there", ["A17"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    await ch.peer.quietly(async () => {
      for (let index = 0; index < 200; index += 1) ch.publish("q", `message ${index}`);
    });
    await ch.peer.close();
    await (await c.channel()).count("q");
  });
  scenario("the broker sends heartbeats when it has nothing else to say", ["A33"], async (c) => {
    const peer = await c.connect({ heartbeat: 1 });
    await c.elapse(1000);
    await peer.next("heartbeat");
    peer.write(encodeHeartbeat());
    await c.elapse(1000);
    await peer.next("heartbeat");
  });
  scenario("a client that is silent for two heartbeat intervals is dropped without a word", ["A34"], async (c) => {
    const peer = await c.connect({ heartbeat: 1 });
    await c.elapse(4000);
    await peer.refused();
  });
  scenario("a heartbeat of 0 in tune-ok turns heartbeats off", ["A35"], async (c) => {
    const peer = await c.connect({ heartbeat: 0 });
    const before = peer.receivedBytes;
    await c.elapse(2500);
    c.note(`${peer.receivedBytes - before} bytes came`);
    await (await peer.channel()).queue("q");
  });
  scenario("a handshake that is not finished within ten seconds ends the connection", ["A37"], async (c) => {
    const peer = await c.dial();
    await peer.start();
    await c.elapse(10_500);
    await peer.refused();
  });
  scenario("connection.update-secret is answered", ["A36"], async (c) => {
    const peer = await c.connect();
    await peer.call("connection.update-secret", { newSecret: Buffer.from("another"), reason: "rotation" });
  });
  scenario("frames may come one byte at a time", ["A40"], async (c) => {
    const ch = await c.channel();
    await ch.peer.dribble(encodeMethod(ch.number, makeMethod("queue.declare", { queue: "q" })));
    await ch.answer();
    await ch.call("queue.delete", { queue: "q" });
  });
  scenario("the handshake and a message may come one byte at a time", ["A40"], async (c) => {
    const peer = await c.dial();
    await peer.dribble(PROTOCOL_HEADER);
    await peer.quietly(() => peer.answer());
    const response = Buffer.from(`\0${c.target.user}\0${c.target.password}`);
    const startOk = makeMethod("connection.start-ok", { mechanism: "PLAIN", response, locale: "en_US" });
    await peer.dribble(encodeMethod(0, startOk));
    await peer.answer();
    const tuneOk = makeMethod("connection.tune-ok", { channelMax: 5, frameMax: 4096, heartbeat: 0 });
    await peer.dribble(encodeMethod(0, tuneOk));
    await peer.dribble(encodeMethod(0, makeMethod("connection.open", { virtualHost: c.target.vhost })));
    await peer.answer();
    const ch = await peer.channel();
    await ch.queue("q");
    const body = Buffer.from("one byte after the other");
    await peer.dribble(
      Buffer.concat([
        encodeMethod(1, makeMethod("basic.publish", { routingKey: "q" })),
        encodeHeader(1, 60, body.length, { contentType: "text/plain" }),
        ...encodeBody(1, body.subarray(0, 10), 4096),
        ...encodeBody(1, body.subarray(10), 4096),
      ]),
    );
    await ch.get("q", { noAck: true });
    await ch.call("queue.delete", { queue: "q" });
    await peer.close();
  });
  scenario("many frames may come in one piece", ["A40"], async (c) => {
    const ch = await c.channel();
    ch.peer.write(
      Buffer.concat([
        encodeMethod(ch.number, makeMethod("queue.declare", { queue: "q" })),
        encodeMethod(ch.number, makeMethod("queue.purge", { queue: "q" })),
        encodeMethod(ch.number, makeMethod("queue.delete", { queue: "q" })),
      ]),
    );
    await ch.inOrder(3);
  });
  scenario(
    "a blocked connection is told at its first publish, and when it may go on",
    ["A39"],
    async (c) => {
      const ch = await c.channel();
      await ch.queue("q");
      await c.administrator.raiseAlarm();
      ch.publish("q", "a");
      await ch.peer.next("connection.blocked");
      await c.administrator.clearAlarm();
      await ch.peer.next("connection.unblocked");
      await ch.get("q");
    },
    { needs: "administrator" },
  );
  scenario(
    "an alarm of the disk blocks, too, and both must be over",
    ["A39"],
    async (c) => {
      const ch = await c.channel();
      await ch.queue("q");
      await c.administrator.raiseAlarm("disk");
      ch.publish("q", "a");
      await ch.peer.next("connection.blocked");
      await c.administrator.raiseAlarm("memory");
      await c.administrator.clearAlarm("disk");
      const other = await c.channel();
      await other.count("q");
      await c.administrator.clearAlarm("memory");
      await ch.peer.next("connection.unblocked");
      await ch.get("q");
    },
    { needs: "administrator" },
  );
  scenario(
    "who can't hear it waits without a word, and who only consumes does not wait",
    ["A39"],
    async (c) => {
      const deaf = await c.channel({ capabilities: {} });
      const consumer = await c.channel();
      await consumer.queue("q");
      consumer.publish("q", "before");
      await consumer.count("q");
      await c.administrator.raiseAlarm();
      await consumer.consume("q", "t");
      await consumer.deliveries();
      deaf.publish("q", "waits");
      deaf.send("queue.declare", { queue: "q", passive: true });
      await consumer.count("q");
      await consumer.quiet();
      await c.administrator.clearAlarm();
      await deaf.answer();
      await consumer.deliveries();
    },
    { needs: "administrator" },
  );
});
