/** Section G: direct reply-to: answers without a reply queue. */
import { section } from "../scenario.ts";

const ADDRESS = "amq.rabbitmq.reply-to";

/** What the server of a request finds in its reply-to property. */
const replyTo = (arrival: { readonly content?: { readonly properties: { readonly replyTo?: string } } }): string =>
  arrival.content?.properties.replyTo ?? "";

export const directReplyTo = section("G-reply-to", (scenario) => {
  scenario("an answer comes straight to the consumer of the reply address", ["G01"], async (c) => {
    const client = await c.channel();
    const server = await c.channel();
    await server.queue("requests");
    await client.consume(ADDRESS, "answers", { noAck: true });
    client.publish("requests", "question", { properties: { replyTo: ADDRESS, correlationId: "1" } });
    const request = await server.get("requests", { noAck: true });
    server.publish(replyTo(request), "answer", { properties: { correlationId: "1" } });
    await client.deliveries();
  });
  scenario("several answers to one address, from several channels", ["G01"], async (c) => {
    const client = await c.channel();
    const [one, two] = await c.channels();
    await one.queue("requests");
    await client.consume(ADDRESS, "", { noAck: true });
    client.publish("requests", "question", { properties: { replyTo: ADDRESS } });
    const address = replyTo(await one.get("requests", { noAck: true }));
    one.publish(address, "first");
    await client.deliveries();
    two.publish(address, "second");
    await client.deliveries();
  });
  scenario("the address stays the same for the channel's life", ["G01"], async (c) => {
    const client = await c.channel();
    await client.queue("requests");
    await client.consume(ADDRESS, "answers", { noAck: true });
    client.publish("requests", "one", { properties: { replyTo: ADDRESS } });
    client.publish("requests", "two", { properties: { replyTo: ADDRESS } });
    await client.get("requests", { noAck: true });
    await client.get("requests", { noAck: true });
  });
  scenario("the reply address can only be consumed with automatic acknowledgement", ["G02"], async (c) => {
    await (await c.channel()).consume(ADDRESS, "answers");
  });
  scenario("a channel has one consumer of the reply address", ["G03"], async (c) => {
    const ch = await c.channel();
    await ch.consume(ADDRESS, "one", { noAck: true });
    await ch.consume(ADDRESS, "two", { noAck: true });
  });
  scenario("after cancel the reply address can be consumed again", ["G03"], async (c) => {
    const ch = await c.channel();
    await ch.consume(ADDRESS, "one", { noAck: true });
    await ch.call("basic.cancel", { consumerTag: "one" });
    await ch.consume(ADDRESS, "two", { noAck: true });
  });
  scenario("a request before the reply address is consumed is refused", ["G04"], async (c) => {
    const ch = await c.channel();
    await ch.queue("requests");
    ch.publish("requests", "question", { properties: { replyTo: ADDRESS } });
    await ch.refused();
  });
  scenario("an answer to one who has gone is dropped, or comes back if mandatory", ["G05"], async (c) => {
    const client = await c.channel();
    const server = await c.channel();
    await server.queue("requests");
    await client.consume(ADDRESS, "answers", { noAck: true });
    client.publish("requests", "question", { properties: { replyTo: ADDRESS } });
    const address = replyTo(await server.get("requests", { noAck: true }));
    await client.call("channel.close", { replyCode: 200 });
    server.publish(address, "dropped");
    server.publish(address, "returned", { mandatory: true });
    await server.returned();
  });
  scenario(
    "an answer to one whose consumer is cancelled, or whose connection is lost, comes back if mandatory",
    ["G05"],
    async (c) => {
      const server = await c.channel();
      await server.queue("requests");
      for (const leave of ["cancel", "drop"] as const) {
        const client = await c.channel();
        await client.consume(ADDRESS, "answers", { noAck: true });
        client.publish("requests", "question", { properties: { replyTo: ADDRESS } });
        const address = replyTo(await server.get("requests", { noAck: true }));
        server.publish(address, "in time", { mandatory: true });
        await client.deliveries();
        if (leave === "cancel") await client.call("basic.cancel", { consumerTag: "answers" });
        else client.peer.drop();
        await c.elapse(300);
        server.publish(address, "too late");
        server.publish(address, "returned", { mandatory: true });
        await server.returned();
      }
      await server.quiet();
    },
    { versions: { "4.2": "an answer that has arrived does not come back (rabbit_volatile_queue)" } },
  );
  scenario("an answer by CC, and one with copies to queues", ["G01", "E10"], async (c) => {
    const client = await c.channel();
    const server = await c.channel();
    await server.queue("requests");
    await client.consume(ADDRESS, "answers", { noAck: true });
    client.publish("requests", "question", { properties: { replyTo: ADDRESS } });
    const address = replyTo(await server.get("requests", { noAck: true }));
    server.publish("nowhere", "by CC", { headers: { CC: [address, address] } });
    await client.deliveries();
    server.publish(address, "and a copy", { headers: { CC: ["requests"], BCC: [address] }, mandatory: true });
    await client.deliveries();
    await server.drain("requests");
    await client.quiet();
    await server.quiet();
  });
  scenario("an answer to an address that never was comes back if mandatory", ["G05"], async (c) => {
    const ch = await c.channel();
    ch.publish(`${ADDRESS}.never`, "a", { mandatory: true });
    await ch.returned();
  });
  scenario("declaring the address tells if the one who asked is still there", ["G06"], async (c) => {
    const client = await c.channel();
    const server = await c.channel();
    await server.queue("requests");
    await client.consume(ADDRESS, "answers", { noAck: true });
    client.publish("requests", "question", { properties: { replyTo: ADDRESS } });
    const address = replyTo(await server.get("requests", { noAck: true }));
    await server.queue(address, { passive: true });
    await server.queue(address);
    await client.call("channel.close", { replyCode: 200 });
    await server.queue(address, { passive: true });
  });
  scenario("the reply address itself can be declared, and not be got from", ["G06"], async (c) => {
    const ch = await c.channel();
    await ch.queue(ADDRESS, { passive: true });
    if (ch.ended) await ch.open();
    await ch.get(ADDRESS);
  });
  scenario("the tag of a consumer of replies is still free", ["G01", "F02"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    await ch.consume(ADDRESS, "t", { noAck: true });
    await ch.consume("q", "t");
    ch.publish("q", "a");
    await ch.deliveries();
  });
  scenario(
    "what is wrong with the reply address counts before what is wrong with the expiration",
    ["G04", "D44"],
    async (c) => {
      const ch = await c.channel();
      ch.publish("q", "a", { properties: { replyTo: ADDRESS, expiration: "soon" } });
      await ch.refused();
    },
  );
  scenario("a consumer of replies needs a tag that is free", ["G01", "F02"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    await ch.consume("q", "t");
    await ch.consume(ADDRESS, "t", { noAck: true });
  });
});
