/** Section C: bindings and routing: which queue gets which message. */
import type { Channel } from "../channel.ts";
import { typed, type Plain } from "../fields.ts";
import { section } from "../scenario.ts";

/** One queue for each pattern; then which of them got the message with each key. */
async function topics(ch: Channel, patterns: readonly string[], keys: readonly string[]): Promise<void> {
  await ch.exchange("x", "topic");
  await ch.peer.quietly(async () => {
    for (const [index, pattern] of patterns.entries()) {
      await ch.queue(`q${index}`);
      await ch.bind(`q${index}`, "x", pattern);
    }
  });
  for (const key of keys) {
    ch.publish(key, "m", { exchange: "x" });
    const matching: string[] = [];
    for (const [index, pattern] of patterns.entries()) {
      const got = await ch.peer.quietly(() => ch.get(`q${index}`, { noAck: true }));
      if (got.kind === "basic.get-ok") matching.push(JSON.stringify(pattern));
    }
    ch.peer.log(ch.number, "<", `matches ${matching.join(" ") || "nothing"}`);
  }
}

type Headers = { readonly [name: string]: Plain };

/** A queue bound with these arguments; then which of the headers reach it. */
async function headers(ch: Channel, binding: Headers, messages: readonly Headers[]): Promise<void> {
  await ch.exchange("x", "headers");
  await ch.queue("q");
  if ((await ch.bind("q", "x", "", binding)).kind !== "queue.bind-ok") return;
  for (const message of messages) {
    ch.publish("", "m", { exchange: "x", headers: message });
    await ch.drain("q");
  }
}

export const routing = section("C-routing", (scenario) => {
  scenario("binding to a missing exchange", ["C24"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    await ch.bind("q", "missing", "k");
  });
  scenario("binding a missing queue", ["C24"], async (c) => {
    await (await c.channel()).bind("missing", "amq.direct", "k");
  });
  scenario("binding a missing queue to a missing exchange", ["C24"], async (c) => {
    await (await c.channel()).bind("missing", "missing-too", "k");
  });
  scenario("unbinding of missing things", ["C27"], async (c) => {
    const ch = await c.channel();
    await ch.unbind("missing", "amq.direct", "k");
    await ch.queue("q");
    await ch.unbind("q", "missing", "k");
  });
  scenario("binding twice is as binding once", ["C25"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    await ch.bind("q", "amq.direct", "k");
    await ch.bind("q", "amq.direct", "k");
    ch.publish("k", "a", { exchange: "amq.direct" });
    await ch.drain("q");
    await ch.unbind("q", "amq.direct", "k");
    ch.publish("k", "b", { exchange: "amq.direct" });
    await ch.drain("q");
  });
  scenario("two bindings that match give one copy", ["C26"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    await ch.bind("q", "amq.topic", "a.*");
    await ch.bind("q", "amq.topic", "#.b");
    ch.publish("a.b", "once", { exchange: "amq.topic" });
    await ch.drain("q");
  });
  scenario("unbinding what was never bound is fine", ["C27"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    await ch.unbind("q", "amq.direct", "never");
  });
  scenario("bindings with other arguments are other bindings", ["C28"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    await ch.bind("q", "amq.direct", "k", { tag: 1 });
    await ch.bind("q", "amq.direct", "k", { tag: 2 });
    await ch.unbind("q", "amq.direct", "k", { tag: 1 });
    ch.publish("k", "a", { exchange: "amq.direct" });
    await ch.drain("q");
    await ch.unbind("q", "amq.direct", "k");
    ch.publish("k", "b", { exchange: "amq.direct" });
    await ch.drain("q");
    await ch.unbind("q", "amq.direct", "k", { tag: 2 });
    ch.publish("k", "c", { exchange: "amq.direct" });
    await ch.drain("q");
  });
  scenario("direct: the key must be equal, the empty one too", ["C01"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    await ch.bind("q", "amq.direct", "");
    await ch.bind("q", "amq.direct", "Key");
    for (const key of ["", "Key", "key", "Key.", "*", "#"]) ch.publish(key, `<${key}>`, { exchange: "amq.direct" });
    await ch.drain("q");
  });
  scenario("fanout: every queue gets every message, whatever the keys", ["C02"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q1");
    await ch.queue("q2");
    await ch.bind("q1", "amq.fanout", "a");
    await ch.bind("q2", "amq.fanout", "b");
    ch.publish("c", "m", { exchange: "amq.fanout" });
    await ch.drain("q1");
    await ch.drain("q2");
  });
  scenario("topic: a key of three words", ["C29"], async (c) => {
    await topics(await c.channel(), ["#", "*.b.*", "a.#", "a.*", "a.b.c.#", "#.c", "*.*.*", "b.#"], ["a.b.c"]);
  });
  scenario("topic: the empty key has no words", ["C30"], async (c) => {
    await topics(await c.channel(), ["#", "*", "", "#.#", "#.*"], ["", "."]);
  });
  scenario("topic: an empty word is a word", ["C31"], async (c) => {
    await topics(await c.channel(), ["a.*.b", "a.#.b", "a.b", "a..b"], ["a..b", "a.b"]);
  });
  scenario("topic: # is any number of words, none too", ["C32"], async (c) => {
    await topics(await c.channel(), ["#.b.#", "*.*.#", "a.#.b", "#.#", "#.a.#.b.#"], ["a.b", "a.x.b", "b", "a"]);
  });
  scenario("topic: the tutorial's animals", ["C29"], async (c) => {
    const keys = [
      "quick.orange.rabbit",
      "lazy.orange.elephant",
      "quick.orange.fox",
      "lazy.pink.rabbit",
      "quick.brown.fox",
      "orange",
      "quick.orange.new.rabbit",
      "lazy.orange.new.rabbit",
    ];
    await topics(await c.channel(), ["*.orange.*", "*.*.rabbit", "lazy.#"], keys);
  });
  scenario("topic: stars and hashes are only wild as whole words", ["C29"], async (c) => {
    await topics(await c.channel(), ["a*", "a#", "*a", "a.b#"], ["a", "ab", "a*", "a#", "a.b", "a.b#"]);
  });
  scenario("topic: keys of 255 bytes", ["C29"], async (c) => {
    const long = "w".repeat(251);
    await topics(await c.channel(), [`a.b.${long}`, "a.*.*", "a.#", "*.b.#"], [`a.b.${long}`]);
  });
  scenario("headers: all must be there and equal, more may", ["C33"], async (c) => {
    await headers(await c.channel(), { "x-match": "all", a: 1, b: 2 }, [
      { a: 1, b: 2 },
      { a: 1, b: 2, c: 3 },
      { a: 1 },
      { a: 1, b: 3 },
      {},
    ]);
  });
  scenario("headers: any", ["C34"], async (c) => {
    await headers(await c.channel(), { "x-match": "any", a: 1, b: 2 }, [{ a: 1 }, { b: 2, a: 9 }, { a: 9 }, {}]);
  });
  scenario("headers: no x-match means all", ["C35"], async (c) => {
    await headers(await c.channel(), { a: 1, b: 2 }, [{ a: 1, b: 2 }, { a: 1 }]);
  });
  scenario("headers: all does not look at headers that start with x-", ["C35"], async (c) => {
    await headers(await c.channel(), { "x-match": "all", a: 1, "x-foo": 1 }, [
      { a: 1 },
      { a: 1, "x-foo": 2 },
      { "x-foo": 1 },
    ]);
  });
  scenario("headers: any does not look at headers that start with x-", ["C35"], async (c) => {
    await headers(await c.channel(), { "x-match": "any", a: 1, "x-foo": 1 }, [{ a: 1 }, { "x-foo": 1 }]);
  });
  scenario("headers: all-with-x looks at them", ["C36"], async (c) => {
    await headers(await c.channel(), { "x-match": "all-with-x", a: 1, "x-foo": 1 }, [{ a: 1, "x-foo": 1 }, { a: 1 }]);
  });
  scenario("headers: any-with-x looks at them", ["C36"], async (c) => {
    await headers(await c.channel(), { "x-match": "any-with-x", a: 1, "x-foo": 1 }, [
      { "x-foo": 1 },
      { a: 1 },
      { a: 2 },
    ]);
  });
  scenario("headers: a void value means that it must be there", ["C37"], async (c) => {
    await headers(await c.channel(), { a: null }, [{ a: "anything" }, { a: null }, { b: 1 }, {}]);
  });
  scenario("headers: a binding without arguments matches everything", ["C38"], async (c) => {
    await headers(await c.channel(), {}, [{ a: 1 }, {}]);
  });
  scenario("headers: any of nothing", ["C38"], async (c) => {
    await headers(await c.channel(), { "x-match": "any" }, [{ a: 1 }, {}]);
  });
  scenario("headers: a message without a headers property", ["C38"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    await ch.bind("q", "amq.headers", "");
    ch.publish("", "bare", { exchange: "amq.headers" });
    await ch.drain("q");
  });
  scenario("headers: values of other types differ, integers of other widths do not", ["C33"], async (c) => {
    await headers(await c.channel(), { a: 1 }, [{ a: "1" }, { a: true }, { a: 1 }, { a: 2 ** 40 }]);
  });
  scenario("headers: an unknown x-match is refused", ["C39"], async (c) => {
    await headers(await c.channel(), { "x-match": "some", a: 1 }, []);
  });
  scenario("headers: an x-match that is no string is refused", ["C39"], async (c) => {
    await headers(await c.channel(), { "x-match": 1, a: 1 }, []);
  });
  scenario("an exchange bound to an exchange gets its messages, until unbound", ["C40"], async (c) => {
    const ch = await c.channel();
    await ch.exchange("x", "direct");
    await ch.exchange("y", "fanout");
    await ch.queue("q");
    await ch.bind("q", "y");
    await ch.call("exchange.bind", { destination: "y", source: "x", routingKey: "k" });
    ch.publish("k", "through", { exchange: "x" });
    ch.publish("other", "not through", { exchange: "x" });
    await ch.get("q", { noAck: true });
    await ch.call("exchange.unbind", { destination: "y", source: "x", routingKey: "k" });
    ch.publish("k", "too late", { exchange: "x" });
    await ch.drain("q");
  });
  scenario("binding exchanges that are missing", ["C40"], async (c) => {
    const ch = await c.channel();
    await ch.exchange("x", "direct");
    await ch.call("exchange.bind", { destination: "missing", source: "x" });
    await ch.open();
    await ch.call("exchange.bind", { destination: "x", source: "missing" });
    await ch.open();
    await ch.call("exchange.unbind", { destination: "x", source: "amq.direct", routingKey: "never" });
  });
  scenario("a circle of exchanges gives one copy", ["C41"], async (c) => {
    const ch = await c.channel();
    await ch.exchange("x", "fanout");
    await ch.exchange("y", "fanout");
    await ch.queue("q");
    await ch.bind("q", "x");
    await ch.bind("q", "y");
    await ch.call("exchange.bind", { destination: "y", source: "x" });
    await ch.call("exchange.bind", { destination: "x", source: "y" });
    await ch.call("exchange.bind", { destination: "x", source: "x" });
    ch.publish("", "once", { exchange: "x" });
    await ch.drain("q");
  });
  scenario("deleting an exchange takes its bindings along", ["C18", "C40"], async (c) => {
    const ch = await c.channel();
    await ch.exchange("x", "fanout");
    await ch.queue("q");
    await ch.bind("q", "x");
    await ch.call("exchange.delete", { exchange: "x" });
    await ch.exchange("x", "fanout");
    ch.publish("", "a", { exchange: "x" });
    await ch.drain("q");
  });
  scenario("topic: many bindings of one queue, some removed again", ["C29", "C27"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    for (const pattern of ["a.#", "a.*", "a.b"]) await ch.bind("q", "amq.topic", pattern);
    ch.publish("a.b", "1", { exchange: "amq.topic" });
    await ch.unbind("q", "amq.topic", "a.#");
    ch.publish("a.b.c", "2", { exchange: "amq.topic" });
    ch.publish("a.b", "3", { exchange: "amq.topic" });
    await ch.unbind("q", "amq.topic", "a.*");
    ch.publish("a.c", "4", { exchange: "amq.topic" });
    ch.publish("a.b", "5", { exchange: "amq.topic" });
    await ch.drain("q");
  });
  scenario("topic: dots at the ends and alone", ["C31"], async (c) => {
    await topics(await c.channel(), ["*", "*.*", "*.*.*", "a.*", "*.a", ".", "#.a.#"], [".", "..", "a.", ".a", ".a."]);
  });
  scenario("headers: tables, arrays and other types are compared as they are", ["C33"], async (c) => {
    await headers(await c.channel(), { a: [1, "x"], b: { c: true } }, [
      { a: [1, "x"], b: { c: true } },
      { a: [1, "y"], b: { c: true } },
      { a: [1, "x"], b: { c: false } },
    ]);
  });
  scenario("headers: a double and an integer are equal where their numbers are", ["C33"], async (c) => {
    await headers(await c.channel(), { a: 1 }, [
      { a: typed("double", 1) },
      { a: typed("int8", 1) },
      { a: typed("int64", 1) },
      { a: typed("float", 1) },
    ]);
  });
  scenario("headers: any with a void value", ["C37", "C34"], async (c) => {
    await headers(await c.channel(), { "x-match": "any", a: null, b: 2 }, [{ a: 7 }, { b: 2 }, { b: 3 }, {}]);
  });
  scenario("a binding with nowait", ["C25", "D23"], async (c) => {
    const ch = await c.channel();
    await ch.exchange("x", "fanout");
    await ch.exchange("y", "fanout");
    await ch.queue("q");
    ch.send("exchange.bind", { destination: "y", source: "x", nowait: true });
    ch.send("queue.bind", { queue: "q", exchange: "y", nowait: true });
    ch.publish("", "a", { exchange: "x" });
    await ch.get("q", { noAck: true });
    ch.send("exchange.unbind", { destination: "y", source: "x", nowait: true });
    ch.publish("", "b", { exchange: "x" });
    await ch.drain("q");
  });
  scenario("a message goes through two ways to one queue once", ["C41", "C26"], async (c) => {
    const ch = await c.channel();
    for (const exchange of ["x", "left", "right"]) await ch.exchange(exchange, "fanout");
    await ch.queue("q");
    for (const way of ["left", "right"]) {
      await ch.call("exchange.bind", { destination: way, source: "x" });
      await ch.bind("q", way);
    }
    ch.publish("", "once", { exchange: "x" });
    await ch.drain("q");
  });
  scenario("the default exchange does not look at patterns", ["C17"], async (c) => {
    const ch = await c.channel();
    await ch.queue("a.b");
    ch.publish("a.*", "no", { mandatory: true });
    await ch.returned();
    ch.publish("a.b", "yes");
    await ch.get("a.b");
  });
});
