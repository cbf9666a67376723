import { describe, expect, it } from "vitest";
import { encodeTableContent, fieldTable, plain, PROTOCOL_HEADER, type FieldTable } from "../../src/wire/index.ts";
import { Bench, NOON_MS } from "../core/support.ts";
import { access, Client, closeOf, namesOf } from "./support.ts";

function started(): Client {
  const client = new Client(new Bench());
  client.raw(PROTOCOL_HEADER);
  client.take();
  return client;
}

function tuned(channelMax: number, frameMax: number): Client {
  const client = started();
  client.login();
  client.send(0, "connection.tune-ok", { channelMax, frameMax, heartbeat: 0 });
  return client;
}

describe("the handshake", () => {
  it("A01, A04, A05: starts with what the broker is and can", () => {
    const client = new Client(new Bench());
    for (const byte of PROTOCOL_HEADER) client.raw(Uint8Array.of(byte));
    const [start] = client.take();
    expect(start?.name).toBe("connection.start");
    expect(start?.fields).toMatchObject({
      versionMajor: 0,
      versionMinor: 9,
      mechanisms: "PLAIN AMQPLAIN",
      locales: "en_US",
    });
    const properties = plain(start?.fields["serverProperties"] as FieldTable);
    expect(Object.keys(properties).toSorted()).toEqual([
      "capabilities",
      "cluster_name",
      "copyright",
      "information",
      "platform",
      "product",
      "version",
    ]);
    expect(properties).toMatchObject({ product: "RabbitMQ", platform: "broker-lite", version: "4.1.4" });
    expect(Object.values(properties["capabilities"] as object)).toEqual(Array.from({ length: 9 }, () => true));
  });

  it.each([
    ["A02: garbage", Buffer.from("GET / HTTP/1.1\r\n")],
    ["A02: few bytes of garbage", Buffer.from("x")],
    ["A03: AMQP 1.0", Buffer.from("AMQP\0\x01\0\0", "latin1")],
  ])("%s is answered with the right header, and the end", (_row, bytes) => {
    const client = new Client(new Bench());
    client.raw(bytes);
    expect(Buffer.concat(client.connection.takeOutput())).toEqual(Buffer.from(PROTOCOL_HEADER));
    expect(client.hasEnded).toBe(true);
  });

  it("A06: proposes RabbitMQ's numbers", () => {
    expect(started().login()).toEqual([
      { channel: 0, name: "connection.tune", fields: { channelMax: 2047, frameMax: 131_072, heartbeat: 60 } },
    ]);
  });

  it("A07: knows AMQPLAIN", () => {
    const response = encodeTableContent(fieldTable({ LOGIN: "guest", PASSWORD: "guest" }));
    expect(namesOf(started().login({ mechanism: "AMQPLAIN", response }))).toEqual(["connection.tune"]);
  });

  it.each([
    ["A08: a wrong password", "\0guest\0wrong"],
    ["A10: an unknown user", "\0nobody\0guest"],
  ])("%s is refused in words", (_row, response) => {
    expect(closeOf(started().login({ response: Buffer.from(response) }))).toBe(
      "connection.close 403 ACCESS_REFUSED - Login was refused using authentication mechanism PLAIN. " +
        "For details see the broker logfile. (0.0)",
    );
  });

  it("A09: … or without a word, to a client that can't take it", () => {
    const client = started();
    expect(client.login({ response: Buffer.from("\0guest\0wrong"), capabilities: {} })).toEqual([]);
    expect(client.hasEnded).toBe(true);
  });

  it.each([
    ["A11: an unknown mechanism", { mechanism: "MAGIC" }],
    ["a PLAIN answer that is none", { response: Buffer.from("guest") }],
    ["an AMQPLAIN answer that is none", { mechanism: "AMQPLAIN", response: Buffer.from([9]) }],
    [
      "an AMQPLAIN answer without a password",
      { mechanism: "AMQPLAIN", response: encodeTableContent(fieldTable({ LOGIN: "guest" })) },
    ],
  ])("%s ends the socket", (_row, options) => {
    const client = started();
    expect(client.login(options)).toEqual([]);
    expect(client.hasEnded).toBe(true);
  });

  it.each([
    ["A12: frames larger than offered", 2047, 131_073],
    ["A12: frames without a limit", 2047, 0],
    ["A13: frames smaller than the minimum", 2047, 8191],
    ["A14: more channels than offered", 2048, 131_072],
    ["A14: channels without a limit", 0, 131_072],
  ])("%s end the socket", (_row, channelMax, frameMax) => {
    expect(tuned(channelMax, frameMax).hasEnded).toBe(true);
  });

  it("A15: an unknown vhost is refused", () => {
    expect(closeOf(tuned(10, 8192).send(0, "connection.open", { virtualHost: "nope" }))).toBe(
      "connection.close 530 NOT_ALLOWED - vhost nope not found (10.40)",
    );
  });

  it("J02: a vhost that the user may not use is refused", () => {
    const client = new Client(new Bench(), access(["use /"]));
    client.raw(PROTOCOL_HEADER);
    client.login();
    client.send(0, "connection.tune-ok", { channelMax: 10, frameMax: 8192, heartbeat: 0 });
    expect(closeOf(client.send(0, "connection.open", { virtualHost: "/" }))).toBe(
      "connection.close 530 NOT_ALLOWED - access to vhost '/' refused for user 'guest' (10.40)",
    );
  });

  it("a step that is not the next one ends the connection", () => {
    expect(closeOf(started().send(0, "connection.open", { virtualHost: "/" }))).toMatch(/^connection.close 503/);
    expect(closeOf(started().send(1, "channel.open"))).toMatch(/^connection.close 505/);
  });

  it("A37: whoever does not finish in ten seconds is given up", () => {
    const client = started();
    client.bench.pass(9999);
    expect(client.hasEnded).toBe(false);
    client.bench.pass(1);
    expect(client.hasEnded).toBe(true);
    expect(client.take()).toEqual([]);
  });

  it("A37: whoever does finish is not", () => {
    const client = Client.connected(new Bench());
    client.bench.pass(60_000);
    expect(client.hasEnded).toBe(false);
  });
});

function beating(): Client {
  const client = started();
  client.login();
  client.send(0, "connection.tune-ok", { channelMax: 10, frameMax: 8192, heartbeat: 10 });
  client.send(0, "connection.open", { virtualHost: "/" });
  return client;
}

describe("heartbeats", () => {
  it("A33: are sent when nothing else is", () => {
    const client = beating();
    client.bench.pass(5000);
    expect(client.take()).toEqual([{ channel: 0, name: "heartbeat", fields: {} }]);
    client.bench.pass(3000);
    client.send(1, "channel.open");
    client.bench.pass(2000);
    expect(client.take()).toEqual([]);
    client.bench.pass(3000);
    expect(namesOf(client.take())).toEqual(["heartbeat"]);
  });

  it("A34: a silent client is given up after two intervals, without a word", () => {
    const client = beating();
    client.bench.pass(15_000);
    client.raw(Uint8Array.of(8, 0, 0, 0, 0, 0, 0, 206));
    client.bench.pass(19_999);
    expect(client.hasEnded).toBe(false);
    client.bench.pass(1);
    expect(client.hasEnded).toBe(true);
    expect(namesOf(client.take())).not.toContain("connection.close");
  });

  it("A35: 0 is none", () => {
    const client = Client.connected(new Bench());
    client.bench.pass(1_000_000);
    expect(client.take()).toEqual([]);
    expect(client.bench.deadlines.next()).toBeUndefined();
    expect(client.bench.nowMs).toBe(NOON_MS + 1_000_000);
  });
});
