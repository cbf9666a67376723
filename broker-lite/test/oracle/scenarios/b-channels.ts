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
});
