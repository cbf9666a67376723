/** Section A: frames that the protocol does not allow, each in an open connection, and what it is answered with. */
import { makeMethod } from "../../../src/wire/index.ts";
import {
  FRAME_BODY,
  FRAME_HEADER,
  FRAME_HEARTBEAT,
  FRAME_METHOD,
  headerPayload,
  methodPayload,
  payloadOf,
} from "../bytes.ts";
import { section } from "../scenario.ts";

const nothing = new Uint8Array();

export const framing = section("A-framing", (scenario) => {
  scenario("a method on a channel that was never opened ends the connection", ["A18"], async (c) => {
    const peer = await c.connect();
    await peer.channelObject(1).queue("q");
  });
  scenario("content on a channel that was never opened ends the connection", ["A18"], async (c) => {
    const peer = await c.connect();
    peer.frame(FRAME_BODY, 1, Buffer.from("body"));
    await peer.refused();
  });
  scenario("opening a channel twice ends the connection", ["A19"], async (c) => {
    const ch = await c.channel();
    await ch.call("channel.open");
  });
  scenario("a channel number above channel-max ends the connection", ["A20"], async (c) => {
    const peer = await c.connect({ channelMax: 3 });
    await peer.channelObject(4).call("channel.open");
  });
  scenario("one channel more than channel-max ends the connection", ["A20"], async (c) => {
    const peer = await c.connect({ channelMax: 2 });
    await peer.channel(1);
    await peer.channel(2);
    await peer.channelObject(3).call("channel.open");
  });
  scenario("a method of another class on channel 0 ends the connection", ["A21"], async (c) => {
    const peer = await c.connect();
    await peer.call("queue.declare", { queue: "q" });
  });
  scenario("channel.open on channel 0 ends the connection", ["A21"], async (c) => {
    const peer = await c.connect();
    await peer.call("channel.open");
  });
  scenario("a method of the connection class on another channel", ["A21"], async (c) => {
    const ch = await c.channel();
    await ch.call("connection.close", { replyCode: 200, replyText: "bye" });
  });
  scenario("a second connection.open ends the connection", ["A21"], async (c) => {
    const peer = await c.connect();
    await peer.call("connection.open", { virtualHost: "/" });
  });
  scenario("a method that only a broker sends ends the connection", ["A21"], async (c) => {
    const ch = await c.channel();
    await ch.call("queue.declare-ok", { queue: "q" });
  });
  scenario("an unknown frame type ends the connection", ["A22"], async (c) => {
    const ch = await c.channel();
    ch.peer.frame(9, 1, Buffer.from("what"));
    await ch.peer.refused();
  });
  scenario("an unknown frame type on channel 0 ends the connection", ["A22"], async (c) => {
    const peer = await c.connect();
    peer.frame(4, 0, nothing);
    await peer.refused();
  });
  scenario("a wrong frame-end octet ends the connection", ["A23"], async (c) => {
    const ch = await c.channel();
    ch.peer.frame(FRAME_METHOD, 1, payloadOf(makeMethod("queue.declare", { queue: "q" })), 0x00);
    await ch.peer.refused();
  });
  scenario("a frame over the settled frame-max ends the connection", ["A24"], async (c) => {
    const ch = await c.channel({ frameMax: 4096 });
    ch.send("basic.publish", { routingKey: "q" });
    ch.peer.frame(FRAME_HEADER, 1, headerPayload(60, 4097));
    ch.peer.frame(FRAME_BODY, 1, new Uint8Array(4097));
    await ch.peer.refused();
  });
  scenario("a frame that exceeds frame-max by its 8 bytes of envelope only is let through", ["A24"], async (c) => {
    const ch = await c.channel({ frameMax: 4096 });
    await ch.queue("q");
    ch.send("basic.publish", { routingKey: "q" });
    ch.peer.frame(FRAME_HEADER, 1, headerPayload(60, 4096));
    ch.peer.frame(FRAME_BODY, 1, new Uint8Array(4096));
    await ch.get("q");
  });
  scenario("a frame of exactly the settled frame-max is fine", ["A24"], async (c) => {
    const ch = await c.channel({ frameMax: 4096 });
    await ch.queue("q");
    ch.publish("q", new Uint8Array(4088));
    await ch.get("q");
  });
  scenario("a frame over the broker's frame-max ends the connection before its body is there", ["A24"], async (c) => {
    const ch = await c.channel();
    ch.peer.raw(Uint8Array.of(FRAME_BODY, 0, 1, 0x7f, 0xff, 0xff, 0xff), "a frame head that says 2 GiB");
    await ch.peer.refused();
  });
  scenario("a content header that no publish announced ends the connection", ["A25"], async (c) => {
    const ch = await c.channel();
    ch.peer.frame(FRAME_HEADER, 1, headerPayload(60, 5));
    await ch.peer.refused();
  });
  scenario("a content body without its header ends the connection", ["A26"], async (c) => {
    const ch = await c.channel();
    ch.send("basic.publish", { routingKey: "q" });
    ch.peer.frame(FRAME_BODY, 1, Buffer.from("body"));
    await ch.peer.refused();
  });
  scenario("a content body out of nowhere ends the connection", ["A26"], async (c) => {
    const ch = await c.channel();
    ch.peer.frame(FRAME_BODY, 1, Buffer.from("body"));
    await ch.peer.refused();
  });
  scenario("a method where a content header is expected ends the connection", ["A27"], async (c) => {
    const ch = await c.channel();
    ch.send("basic.publish", { routingKey: "q" });
    await ch.queue("q");
  });
  scenario("a method where a content body is expected ends the connection", ["A27"], async (c) => {
    const ch = await c.channel();
    ch.send("basic.publish", { routingKey: "q" });
    ch.peer.frame(FRAME_HEADER, 1, headerPayload(60, 5));
    await ch.queue("q");
  });
  scenario("a content header of another class ends the connection", ["A28"], async (c) => {
    const ch = await c.channel();
    ch.send("basic.publish", { routingKey: "q" });
    ch.peer.frame(FRAME_HEADER, 1, headerPayload(50, 5));
    await ch.peer.refused();
  });
  scenario("more body than the header said ends the connection, once another frame comes", ["A29"], async (c) => {
    const ch = await c.channel();
    ch.send("basic.publish", { routingKey: "q" });
    ch.peer.frame(FRAME_HEADER, 1, headerPayload(60, 3));
    ch.peer.frame(FRAME_BODY, 1, Buffer.from("four"));
    await ch.queue("q");
  });
  scenario("a further body frame after all of the body ends the connection", ["A29"], async (c) => {
    const ch = await c.channel();
    ch.send("basic.publish", { routingKey: "q" });
    ch.peer.frame(FRAME_HEADER, 1, headerPayload(60, 3));
    ch.peer.frame(FRAME_BODY, 1, Buffer.from("abc"));
    ch.peer.frame(FRAME_BODY, 1, Buffer.from("d"));
    await ch.peer.refused();
  });
  scenario("a body may come in frames of any size, empty ones too", ["A29"], async (c) => {
    const ch = await c.channel();
    await ch.queue("q");
    ch.send("basic.publish", { routingKey: "q" });
    ch.peer.frame(FRAME_HEADER, 1, headerPayload(60, 4));
    for (const piece of ["a", "", "bc", "d"]) ch.peer.frame(FRAME_BODY, 1, Buffer.from(piece));
    await ch.get("q");
  });
  scenario("a content header with a second header ends the connection", ["A25"], async (c) => {
    const ch = await c.channel();
    ch.send("basic.publish", { routingKey: "q" });
    ch.peer.frame(FRAME_HEADER, 1, headerPayload(60, 5));
    ch.peer.frame(FRAME_HEADER, 1, headerPayload(60, 5));
    await ch.peer.refused();
  });
  scenario("content of two channels may be interleaved", ["A29"], async (c) => {
    const [ch1, ch2] = await c.channels();
    await ch1.queue("q");
    ch1.send("basic.publish", { routingKey: "q" });
    ch2.send("basic.publish", { routingKey: "q" });
    ch1.peer.frame(FRAME_HEADER, 1, headerPayload(60, 3));
    ch2.peer.frame(FRAME_HEADER, 2, headerPayload(60, 3));
    ch1.peer.frame(FRAME_BODY, 1, Buffer.from("one"));
    await ch1.get("q");
    ch2.peer.frame(FRAME_BODY, 2, Buffer.from("two"));
    await ch2.get("q");
  });
  scenario("an unknown method closes the socket", ["A30"], async (c) => {
    const ch = await c.channel();
    ch.peer.frame(FRAME_METHOD, 1, methodPayload(60, 999));
    await ch.peer.refused();
  });
  scenario("an unknown class closes the socket", ["A30"], async (c) => {
    const ch = await c.channel();
    ch.peer.frame(FRAME_METHOD, 1, methodPayload(77, 10));
    await ch.peer.refused();
  });
  scenario("a method whose arguments end too early ends the connection", ["A31"], async (c) => {
    const ch = await c.channel();
    ch.peer.frame(FRAME_METHOD, 1, payloadOf(makeMethod("queue.declare", { queue: "some-queue" })).slice(0, 10));
    await ch.peer.refused();
  });
  scenario("a field table of an unknown type ends the connection", ["A31"], async (c) => {
    const ch = await c.channel();
    const entry = [1, 0x61, 0x3f, 0, 0];
    ch.peer.frame(FRAME_METHOD, 1, methodPayload(50, 10, 0, 0, 1, 0x71, 0, 0, 0, 0, entry.length, ...entry));
    await ch.peer.refused();
  });
  scenario("an array in a field table with a value of an unknown type ends the connection", ["A31"], async (c) => {
    const ch = await c.channel();
    const entry = [1, 0x61, 0x41, 0, 0, 0, 1, 0x3f];
    ch.peer.frame(FRAME_METHOD, 1, methodPayload(50, 10, 0, 0, 1, 0x71, 0, 0, 0, 0, entry.length, ...entry));
    await ch.peer.refused();
  });
  scenario("a value that ends too early within a field table ends the connection", ["A31"], async (c) => {
    const ch = await c.channel();
    const entry = [1, 0x61, 0x49, 0];
    ch.peer.frame(FRAME_METHOD, 1, methodPayload(50, 10, 0, 0, 1, 0x71, 0, 0, 0, 0, entry.length, ...entry));
    await ch.peer.refused();
  });
  scenario("a field table that is longer than its frame ends the connection", ["A31"], async (c) => {
    const ch = await c.channel();
    const entry = [1, 0x61, 0x74, 1];
    ch.peer.frame(FRAME_METHOD, 1, methodPayload(50, 10, 0, 0, 1, 0x71, 0, 0, 0, 0, 99, ...entry));
    await ch.peer.refused();
  });
  scenario("an unknown method on channel 0 closes the socket", ["A30"], async (c) => {
    const peer = await c.connect();
    peer.frame(FRAME_METHOD, 0, methodPayload(10, 999));
    await peer.refused();
  });
  scenario("a method frame without even its ids ends the connection", ["A31"], async (c) => {
    const ch = await c.channel();
    ch.peer.frame(FRAME_METHOD, 1, Uint8Array.of(0));
    await ch.peer.refused();
  });
  scenario("a heartbeat on another channel than 0 ends the connection", ["A32"], async (c) => {
    const ch = await c.channel();
    ch.peer.frame(FRAME_HEARTBEAT, 1, nothing);
    await ch.peer.refused();
  });
  scenario("a heartbeat on channel 0 is taken at any time", ["A32"], async (c) => {
    const ch = await c.channel();
    ch.peer.frame(FRAME_HEARTBEAT, 0, nothing);
    await ch.queue("q");
  });
});
