/** Section B: channels: their opening, closing, errors and flow. */
import { section } from "../scenario.ts";

export const channels = section("B-channels", (scenario) => {
  scenario("channel.open and channel.close are answered, and the number can be opened again", ["B01"], async (c) => {
    const ch = (await c.connect()).channelObject(1);
    await ch.call("channel.open");
    await ch.call("channel.close", { replyCode: 200, replyText: "bye" });
    await ch.call("channel.open");
    await ch.queue("q");
  });
  scenario("any number up to channel-max may be opened, in any order", ["B01"], async (c) => {
    const peer = await c.connect();
    for (const number of [2047, 7, 1]) await peer.channelObject(number).call("channel.open");
  });
  scenario("closing a channel ends its consumers", ["B01"], async (c) => {
    const [ch1, ch2] = await c.channels();
    await ch1.queue("q");
    await ch2.consume("q", "t");
    await ch1.count("q");
    await ch2.call("channel.close", { replyCode: 200, replyText: "bye" });
    await ch1.count("q");
  });
  scenario("an error on a channel leaves the others alone", ["B02"], async (c) => {
    const [ch1, ch2] = await c.channels();
    await ch1.queue("missing", { passive: true });
    await ch2.queue("q");
  });
  scenario("after an error the channel's number can be opened again", ["B02"], async (c) => {
    const ch = await c.channel();
    await ch.queue("missing", { passive: true });
    await ch.open();
    await ch.queue("q");
  });
  scenario("channel.close names the class and method that failed", ["B03"], async (c) => {
    const ch = await c.channel();
    await ch.call("queue.purge", { queue: "missing" });
    await ch.open();
    await ch.exchange("missing", "direct", { passive: true });
    await ch.open();
    await ch.bind("missing", "amq.direct", "k");
    await ch.open();
    await ch.get("missing");
  });
  scenario("what comes between the broker's channel.close and the client's close-ok is ignored", ["B04"], async (c) => {
    const ch = await c.channel();
    ch.send("queue.declare", { queue: "missing", passive: true });
    ch.send("queue.declare", { queue: "also-missing", passive: true });
    ch.publish("missing", "lost", { exchange: "no-such-exchange" });
    ch.send("queue.declare", { queue: "never-made" });
    await ch.answer();
    await ch.open();
    await ch.queue("never-made", { passive: true });
  });
  scenario("closing a channel that the broker has closed meanwhile", ["B04"], async (c) => {
    const ch = await c.channel();
    ch.send("queue.declare", { queue: "missing", passive: true });
    ch.send("channel.close", { replyCode: 200, replyText: "bye" });
    await ch.inOrder(2);
    await ch.open();
    await ch.queue("q");
  });
  scenario("channel.flow to false is not implemented", ["B05"], async (c) => {
    await (await c.channel()).call("channel.flow", { active: false });
  });
  scenario("channel.flow to true is answered", ["B06"], async (c) => {
    await (await c.channel()).call("channel.flow", { active: true });
  });
  scenario("access.request, a left-over of 0-8, is answered", ["B07"], async (c) => {
    await (await c.channel()).call("access.request", { realm: "/data", active: true, write: true, read: true });
  });
  scenario("publishes of a channel that is closed right after are all there", ["B01", "A17"], async (c) => {
    const [ch1, ch2] = await c.channels();
    await ch1.queue("q");
    ch1.publishAll("q", "a", "b", "c");
    await ch1.call("channel.close", { replyCode: 200, replyText: "bye" });
    await ch2.drain("q");
  });
  scenario("a reply text is cut to 255 bytes", ["B03"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q".repeat(250), { passive: true });
    await ch.open();
    await ch.exchange("x".repeat(255), "direct", { passive: true });
  });
  scenario("names may be any text", ["B03", "C45"], async (c) => {
    const ch = await c.channel();
    for (const name of ["with space", 'it\'s "quoted"', "消息", "tab\there", "%s~p"]) {
      await ch.queue(name);
      ch.publish(name, name);
      await ch.get(name, { noAck: true });
      await ch.queue(`${name}?`, { passive: true });
      await ch.open();
    }
  });
  scenario("channel.close-ok that nobody waits for ends the connection", ["B04"], async (c) => {
    const ch = await c.channel();
    ch.send("channel.close-ok");
    await ch.queue("q");
  });
  scenario("channel.flow-ok that nobody waits for ends the connection", ["B06"], async (c) => {
    const ch = await c.channel();
    ch.send("channel.flow-ok", { active: true });
    await ch.quiet();
  });
  scenario("a channel can be closed and opened many times", ["B01"], async (c) => {
    const ch = await c.channel();
    await ch.peer.quietly(async () => {
      for (let round = 0; round < 50; round += 1) {
        await ch.call("channel.close", { replyCode: 200 });
        await ch.call("channel.open");
      }
    });
    await ch.queue("q");
  });
  scenario("publishes of two channels keep their order each", ["B01", "E17"], async (c) => {
    const [ch1, ch2] = await c.channels();
    await ch1.queue("q1");
    await ch1.queue("q2");
    ch1.publish("q1", "a");
    ch2.publish("q2", "b");
    ch1.publish("q1", "c");
    ch2.publish("q2", "d");
    await ch1.drain("q1");
    await ch2.drain("q2");
  });
});
