/** Section A: short strings that are not UTF-8: in a method they end the connection, beside a message they are passed on. */
import { encodeMethod, makeMethod, type MethodFields, type MethodName } from "../../../src/wire/index.ts";
import { FRAME_METHOD, methodPayload, payloadOf } from "../bytes.ts";
import { section, type Stage } from "../scenario.ts";

/** Text in which each character is one byte, as it is sent: those from 0x80 on are no UTF-8. */
const raw = (...bytes: readonly number[]): string =>
  String.fromCharCode(...bytes.map((byte) => (byte < 0x80 ? byte : 0xdc00 + byte)));

const BAD = `bad-${raw(0xff)}`;

/** A method in a channel of its own, whatever it is answered. */
async function ask<N extends MethodName>(c: Stage, name: N, fields: Partial<MethodFields<N>>): Promise<void> {
  const ch = await c.channel();
  await ch.call(name, fields);
}

export const texts = section("A-texts", (scenario) => {
  scenario("names of queues must be UTF-8", ["A31"], async (c) => {
    await ask(c, "queue.declare", { queue: BAD });
    await ask(c, "queue.declare", { queue: BAD, passive: true });
    await ask(c, "queue.declare", { queue: BAD, nowait: true });
    await ask(c, "queue.bind", { queue: BAD, exchange: "amq.direct", routingKey: "k" });
    await ask(c, "queue.unbind", { queue: BAD, exchange: "amq.direct", routingKey: "k" });
    await ask(c, "queue.purge", { queue: BAD });
    await ask(c, "queue.delete", { queue: BAD });
    await ask(c, "basic.consume", { queue: BAD });
    await ask(c, "basic.get", { queue: BAD });
  });
  scenario("names and types of exchanges must be UTF-8", ["A31"], async (c) => {
    await ask(c, "exchange.declare", { exchange: BAD, type: "direct" });
    await ask(c, "exchange.declare", { exchange: "x", type: BAD });
    await ask(c, "exchange.delete", { exchange: BAD });
    await ask(c, "exchange.bind", { source: BAD, destination: "amq.direct" });
    await ask(c, "exchange.bind", { source: "amq.direct", destination: BAD });
    await ask(c, "exchange.unbind", { source: BAD, destination: "amq.direct" });
    await ask(c, "queue.bind", { queue: "q", exchange: BAD });
  });
  scenario("keys of bindings must be UTF-8", ["A31"], async (c) => {
    await ask(c, "queue.bind", { queue: "missing", exchange: "amq.topic", routingKey: `a.${BAD}` });
    await ask(c, "queue.unbind", { queue: "missing", exchange: "amq.topic", routingKey: `a.${BAD}` });
    await ask(c, "exchange.bind", { source: "amq.topic", destination: "amq.direct", routingKey: BAD });
  });
  scenario("consumer tags must be UTF-8", ["A31"], async (c) => {
    await ask(c, "basic.consume", { queue: "missing", consumerTag: BAD });
    await ask(c, "basic.cancel", { consumerTag: BAD });
  });
  scenario("reply texts and reasons must be UTF-8", ["A31"], async (c) => {
    await ask(c, "channel.close", { replyCode: 200, replyText: BAD });
    await (await c.connect()).call("connection.close", { replyCode: 200, replyText: BAD });
    await (await c.connect()).call("connection.update-secret", { newSecret: Buffer.from(BAD), reason: BAD });
  });
  scenario("fields that mean nothing any more must be UTF-8, too", ["A31"], async (c) => {
    await ask(c, "access.request", { realm: BAD });
    const peer = await c.connect();
    peer.frame(FRAME_METHOD, 1, methodPayload(20, 10, 2, 0x61, 0xff));
    await peer.refused();
  });
  scenario("a login's mechanism and locale must be UTF-8", ["A31"], async (c) => {
    const first = await c.dial();
    await first.quietly(() => first.start());
    await first.login({ mechanism: BAD });
    const second = await c.dial();
    await second.quietly(() => second.start());
    const response = Buffer.from(`\0${c.target.user}\0${c.target.password}`);
    second.write(encodeMethod(0, makeMethod("connection.start-ok", { mechanism: "PLAIN", response, locale: BAD })));
    await second.refused();
  });
  scenario("the name of a vhost must be UTF-8", ["A31"], async (c) => {
    const peer = await c.dial();
    await peer.quietly(async () => [await peer.start(), await peer.login(), await peer.tune()]);
    await peer.open(BAD);
  });
  scenario("a method that is cut is undecodable before it is no UTF-8", ["A31"], async (c) => {
    const ch = await c.channel();
    ch.peer.frame(FRAME_METHOD, 1, payloadOf(makeMethod("queue.declare", { queue: BAD })).slice(0, -2));
    await ch.peer.refused();
  });
  scenario("what counts as UTF-8 in a name", ["A31"], async (c) => {
    const samples: readonly (readonly [string, string])[] = [
      ["two octets", "ü"],
      ["three octets", "消"],
      ["four octets", "😀"],
      ["a surrogate", raw(0xed, 0xa0, 0x80)],
      ["beyond U+10FFFF", raw(0xf4, 0x90, 0x80, 0x80)],
      ["the last of four octets", raw(0xf7, 0xbf, 0xbf, 0xbf)],
      ["a continuation octet alone", raw(0x80)],
      ["a first octet alone", raw(0xc3)],
      ["a first octet without the second", raw(0xc3, 0x28)],
      ["two of three octets", raw(0xe2, 0x82)],
      ["more octets than needed", raw(0xc0, 0xaf)],
      ["more octets than needed, three", raw(0xe0, 0x80, 0xaf)],
      ["more octets than needed, four", raw(0xf0, 0x80, 0x80, 0xaf)],
      ["five octets", raw(0xf8, 0x88, 0x80, 0x80, 0x80)],
      ["an octet that UTF-8 never has", raw(0xfe)],
      ["good text around it", `a${raw(0xff)}ü`],
    ];
    for (const [what, text] of samples) {
      const ch = await c.channel();
      c.note(what);
      await ch.queue(text, { exclusive: true });
    }
  });
  scenario("a queue whose name is a surrogate is a queue as any other", ["A31", "B03"], async (c) => {
    const ch = await c.channel();
    const name = raw(0xed, 0xa0, 0x80);
    await ch.queue(name);
    ch.publish(name, "a");
    await ch.get(name, { noAck: true });
    await ch.queue(`${name}?`, { passive: true });
  });
  scenario("the key of a publish may be anything", ["A31"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    await ch.bind("q", "amq.fanout");
    await ch.bind("q", "amq.topic", "#.b");
    ch.publish(BAD, "by a fanout", { exchange: "amq.fanout" });
    await ch.get("q", { noAck: true });
    ch.publish(`a.${BAD}.b`, "by a topic", { exchange: "amq.topic" });
    await ch.get("q", { noAck: true });
    ch.publish(BAD, "to nobody", { mandatory: true });
    await ch.returned();
    await ch.queue("q", { passive: true });
  });
  scenario("a publish to an exchange whose name is no UTF-8 finds none", ["A31", "C23"], async (c) => {
    const ch = await c.channel();
    ch.publish("k", "a", { exchange: BAD });
    await ch.refused();
  });
  scenario("properties may be anything", ["A31", "E12"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    for (const property of [
      "contentType",
      "contentEncoding",
      "correlationId",
      "replyTo",
      "messageId",
      "type",
      "appId",
      "clusterId",
    ]) {
      ch.publish("q", property, { properties: { [property]: BAD } });
      await ch.get("q", { noAck: true });
    }
  });
  scenario("an expiration that is no UTF-8 is no number", ["A31", "D44"], async (c) => {
    const ch = await c.channel();
    ch.publish("q", "a", { properties: { expiration: BAD } });
    await ch.refused();
    await ch.open();
    ch.publish("q", "a", { properties: { expiration: `100${BAD}` } });
    await ch.refused();
  });
  scenario("a user-id that is no UTF-8 is not the login's", ["A31", "E08"], async (c) => {
    const ch = await c.channel();
    ch.publish("q", "a", { properties: { userId: BAD } });
    await ch.refused();
  });
  scenario("names and values of headers may be anything", ["A31", "E12"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    ch.publish("q", "a", { headers: { [BAD]: BAD, nested: { [BAD]: [BAD] } } });
    await ch.get("q", { noAck: true });
  });
  scenario("further keys of a publish may be anything", ["A31", "E10"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    await ch.bind("q", "amq.topic", "a.*");
    ch.publish("nobody", "a", { exchange: "amq.topic", headers: { CC: [`a.${BAD}`] } });
    await ch.get("q", { noAck: true });
  });
  scenario("names and values of arguments may be anything", ["A31", "D14"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q", {
      arguments: { [BAD]: BAD, "x-dead-letter-exchange": "amq.fanout", "x-dead-letter-routing-key": BAD },
    });
    await ch.queue("q", { arguments: { "x-dead-letter-exchange": "amq.fanout", "x-dead-letter-routing-key": BAD } });
    await ch.queue("dead");
    await ch.bind("dead", "amq.fanout");
    ch.publish("q", "a");
    await ch.get("q");
    ch.reject(1, false);
    await ch.quiet();
    await ch.get("dead", { noAck: true });
    await ch.queue("q", { arguments: { "x-dead-letter-exchange": "amq.fanout", "x-dead-letter-routing-key": "k" } });
  });
  scenario("arguments of a binding may be anything", ["A31", "C33"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    await ch.bind("q", "amq.headers", "", { [BAD]: BAD });
    ch.publish("", "matches", { exchange: "amq.headers", headers: { [BAD]: BAD } });
    ch.publish("", "does not", { exchange: "amq.headers", headers: { [BAD]: raw(0xfe) } });
    await ch.drain("q");
    await ch.bind("q", "amq.headers", "", { "x-match": BAD });
  });
  scenario(
    "an argument that names something and is no UTF-8 is refused or found missing",
    ["A31", "D28"],
    async (c) => {
      const ch = await c.channel();
      await ch.queue("q1", { arguments: { "x-overflow": BAD } });
      await ch.open();
      await ch.queue("q2", { arguments: { "x-queue-type": BAD } });
      await ch.open();
      await ch.queue("q3", { arguments: { "x-message-ttl": BAD } });
      await ch.open();
      await ch.queue("q4", { arguments: { "x-dead-letter-exchange": BAD } });
      await ch.queue("q4", { arguments: { "x-dead-letter-exchange": "x" } });
      await ch.open();
      await ch.exchange("x1", "direct", { arguments: { "alternate-exchange": BAD } });
      await ch.exchange("x1", "direct", { arguments: { "alternate-exchange": "x" } });
      await ch.open();
      await ch.consume("q4", "t", { arguments: { "x-priority": BAD } });
    },
  );
  scenario("client properties may be anything", ["A31"], async (c) => {
    const peer = await c.dial();
    await peer.quietly(() => peer.start());
    await peer.login({ capabilities: { [BAD]: BAD } });
  });
});
