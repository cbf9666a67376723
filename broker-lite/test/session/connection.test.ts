import { describe, expect, it } from "vitest";
import { connectionError } from "../../src/core/errors.ts";
import { encodeBody, encodeHeader, encodeMethod, makeMethod } from "../../src/wire/index.ts";
import { Bench } from "../core/support.ts";
import { Client, closeOf, namesOf } from "./support.ts";

const PUBLISH = encodeMethod(1, makeMethod("basic.publish", { routingKey: "q" }));

function frame(type: number, channel: number, payload: Uint8Array, end = 206): Uint8Array {
  const head = Buffer.alloc(7);
  head.writeUInt8(type, 0);
  head.writeUInt16BE(channel, 1);
  head.writeUInt32BE(payload.length, 3);
  return Buffer.concat([head, payload, Buffer.of(end)]);
}

/** queue.declare of `q` with these bytes as its arguments. */
function declareWith(table: Uint8Array): Uint8Array {
  return frame(1, 1, Buffer.concat([Buffer.of(0, 50, 0, 10, 0, 0, 1, 0x71, 0), table]));
}

/** Tables in tables, with the length in front. */
function deepTable(levels: number): Uint8Array {
  let table = Buffer.alloc(4);
  for (let level = 0; level < levels; level++) {
    const content = Buffer.concat([Buffer.of(1, 0x61, 0x46), table]);
    table = Buffer.concat([Buffer.alloc(4), content]);
    table.writeUInt32BE(content.length);
  }
  return table;
}

describe("a connection", () => {
  it("A16: says goodbye to a goodbye, and waits a while for the client to hang up", () => {
    const client = Client.connected(new Bench());
    expect(namesOf(client.send(0, "connection.close", { replyCode: 200 }))).toEqual(["connection.close-ok"]);
    expect(client.hasEnded).toBe(false);
    client.bench.pass(10_000);
    expect(client.hasEnded).toBe(true);
  });

  it("A17: publishes right before the goodbye are all there", () => {
    const client = Client.connected(new Bench());
    client.do("queue.declare", { queue: "q" });
    const bytes = Array.from({ length: 200 }, () => Buffer.concat([PUBLISH, encodeHeader(1, 60, 0, {})]));
    client.raw(Buffer.concat([...bytes, encodeMethod(0, makeMethod("connection.close"))]));
    expect(client.bench.vhost.queue("q", {}).readyCount).toBe(200);
  });

  it("A21: knows what belongs on channel 0", () => {
    expect(closeOf(Client.connected(new Bench()).send(0, "queue.declare", { queue: "q" }))).toBe(
      "connection.close 504 CHANNEL_ERROR - unexpected method in connection state running (50.10)",
    );
  });

  it("a method that only a broker says ends the connection", () => {
    expect(closeOf(Client.connected(new Bench()).do("queue.declare-ok", { queue: "q" }))).toBe(
      "connection.close 503 COMMAND_INVALID - unimplemented method (50.11)",
    );
  });

  it("A36: takes a new secret", () => {
    const client = Client.connected(new Bench());
    expect(namesOf(client.send(0, "connection.update-secret", { newSecret: Buffer.from("x"), reason: "r" }))).toEqual([
      "connection.update-secret-ok",
    ]);
  });

  it.each<[row: string, bytes: Uint8Array, close: RegExp]>([
    ["A22: an unknown frame type", frame(9, 1, Buffer.of()), /501 FRAME_ERROR/],
    [
      "A23: a wrong end octet",
      frame(1, 1, Buffer.of(0, 20, 0, 10, 0), 0),
      /501 FRAME_ERROR .*invalid_frame_end_marker/,
    ],
    ["A24: a frame that is too large", frame(3, 1, Buffer.alloc(131_073)), /501 FRAME_ERROR .*frame_too_large/],
    ["A25: a header out of nowhere", encodeHeader(1, 60, 0, {}), /505 UNEXPECTED_FRAME .*\(0\.0\)$/],
    ["A26: a body out of nowhere", frame(3, 1, Buffer.of(1)), /505 UNEXPECTED_FRAME .*\(0\.0\)$/],
    ["A27: a method instead of a header", Buffer.concat([PUBLISH, PUBLISH]), /505 UNEXPECTED_FRAME .*\(60\.40\)$/],
    ["A28: a header of another class", Buffer.concat([PUBLISH, encodeHeader(1, 50, 0, {})]), /505 UNEXPECTED_FRAME/],
    [
      "A29: more body than announced",
      Buffer.concat([PUBLISH, encodeHeader(1, 60, 1, {}), ...encodeBody(1, Buffer.from("ab"), 0)]),
      /505 UNEXPECTED_FRAME/,
    ],
    ["A31: arguments that end too early", frame(1, 1, Buffer.of(0, 50, 0, 10, 0)), /501 FRAME_ERROR .*\(50\.10\)$/],
    ["A32: a heartbeat on a channel", frame(8, 1, Buffer.of()), /505 UNEXPECTED_FRAME .*\(0\.0\)$/],
  ])("%s ends it with the right words", (_row, bytes, close) => {
    const client = Client.connected(new Bench());
    client.raw(bytes);
    expect(closeOf(client.take())).toMatch(close);
  });

  it.each([
    ["A30: an unknown method", frame(1, 1, Buffer.of(0, 60, 3, 231))],
    ["A31: a field of an unknown type", declareWith(Buffer.of(0, 0, 0, 3, 1, 0x61, 0x3f))],
    [
      "A31: a field that ends too early, within a table that doesn't",
      declareWith(Buffer.of(0, 0, 0, 4, 1, 0x61, 0x49, 0)),
    ],
  ])("%s ends it without a word, and nothing of it stays", (_row, bytes) => {
    const client = Client.connected(new Bench());
    client.raw(bytes);
    expect([client.take(), client.hasEnded]).toEqual([[], true]);
    expect([client.bench.vhost.queues.size, client.bench.vhost.connections.size]).toEqual([0, 0]);
  });

  it("A31: a table that is longer than its frame, or deeper than we follow, is answered", () => {
    for (const table of [Buffer.of(0, 0, 0, 9, 1, 0x61, 0x3f), deepTable(70)]) {
      const client = Client.connected(new Bench());
      client.raw(declareWith(table));
      expect(closeOf(client.take())).toMatch(/501 FRAME_ERROR - cannot decode .*\(50\.10\)$/);
    }
  });

  it("reads nothing more once it has said goodbye, but the answer", () => {
    const client = Client.connected(new Bench());
    client.raw(encodeHeader(1, 60, 0, {}));
    expect(namesOf(client.take())).toEqual(["connection.close"]);
    expect(client.send(1, "queue.declare", { queue: "q" })).toEqual([]);
    expect(client.bench.vhost.queues.size).toBe(0);
    client.send(0, "connection.close-ok");
    expect(client.hasEnded).toBe(true);
  });

  it("A40: takes bytes in any pieces", () => {
    const client = Client.connected(new Bench());
    for (const byte of encodeMethod(1, makeMethod("queue.declare", { queue: "q" }))) client.raw(Uint8Array.of(byte));
    expect(namesOf(client.take())).toEqual(["queue.declare-ok"]);
  });

  it("J06: the broker's own goodbye names its reason, and gives everything back", () => {
    const client = Client.connected(new Bench());
    client.do("queue.declare", { queue: "mine", exclusive: true });
    client.connection.close(connectionError("CONNECTION_FORCED", "bye"));
    expect(closeOf(client.take())).toBe("connection.close 320 CONNECTION_FORCED - bye (0.0)");
    expect(client.bench.vhost.queues.size).toBe(0);
    client.send(0, "connection.close-ok");
    expect(client.hasEnded).toBe(true);
  });

  it("D17: exclusive queues go with the connection, whichever way it ends", () => {
    const bench = new Bench();
    const client = Client.connected(bench);
    client.do("queue.declare", { queue: "mine", exclusive: true });
    expect(bench.vhost.queues.has("mine")).toBe(true);
    client.connection.disconnected();
    expect(bench.vhost.queues.has("mine")).toBe(false);
  });
});

describe("channels", () => {
  it("A18, A19: must be opened, and once", () => {
    expect(closeOf(Client.connected(new Bench()).send(7, "queue.declare", { queue: "q" }))).toBe(
      "connection.close 504 CHANNEL_ERROR - expected 'channel.open' (50.10)",
    );
    expect(closeOf(Client.connected(new Bench()).do("channel.open"))).toBe(
      "connection.close 504 CHANNEL_ERROR - second 'channel.open' seen (20.10)",
    );
  });

  it("A20: are no more than negotiated", () => {
    const client = Client.connected(new Bench());
    for (let number = 2; number <= 2047; number++) client.send(number, "channel.open");
    expect(closeOf(client.send(2048, "channel.open"))).toBe(
      "connection.close 530 NOT_ALLOWED - number of channels opened (2047) has reached the negotiated channel_max (2047) (0.0)",
    );
  });

  it("B01: can be closed and opened again", () => {
    const client = Client.connected(new Bench());
    expect(namesOf(client.do("channel.close", { replyCode: 200 }))).toEqual(["channel.close-ok"]);
    expect(namesOf(client.do("channel.open"))).toEqual(["channel.open-ok"]);
  });

  it("B02, B03, B04: an error closes one, names the method, and what follows is ignored until close-ok", () => {
    const client = Client.connected(new Bench());
    client.send(2, "channel.open");
    expect(closeOf(client.do("queue.declare", { queue: "nope", passive: true }))).toBe(
      "channel.close 404 NOT_FOUND - no queue 'nope' in vhost '/' (50.10)",
    );
    expect(client.do("queue.declare", { queue: "ignored" })).toEqual([]);
    expect(client.publish("nope", "ignored", { exchange: "nope" })).toEqual([]);
    expect(namesOf(client.send(2, "queue.declare", { queue: "q" }))).toEqual(["queue.declare-ok"]);
    client.do("channel.close-ok");
    expect(namesOf(client.do("channel.open"))).toEqual(["channel.open-ok"]);
    expect(client.bench.vhost.queues.has("ignored")).toBe(false);
  });

  it("B05, B06, B07: flow and access are answered as RabbitMQ does", () => {
    const client = Client.connected(new Bench());
    expect(client.do("channel.flow", { active: true })).toMatchObject([
      { name: "channel.flow-ok", fields: { active: true } },
    ]);
    expect(namesOf(client.do("access.request"))).toEqual(["access.request-ok"]);
    expect(closeOf(client.do("channel.flow", { active: false }))).toBe(
      "connection.close 540 NOT_IMPLEMENTED - active=false (20.20)",
    );
  });
});
