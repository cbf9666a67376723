import { describe, expect, test } from "vitest";
import { encodeMethod, fieldTable, makeMethod, PROTOCOL_HEADER } from "../../src/wire/index.ts";
import { Bench } from "../core/support.ts";
import { bodies, Client, closeOf, namesOf, type Received } from "./support.ts";

const MINUTE_MS = 60_000;

describe("a delivery that nobody acknowledges ends its channel after a time", () => {
  const closed =
    "channel.close 406 PRECONDITION_FAILED - delivery acknowledgement on channel 1 timed out. Timeout value used: 1800000 ms. " +
    "This timeout value can be configured, see consumers doc guide to learn more (0.0)";

  test("30 minutes unless said, from the oldest one; the message goes back", () => {
    const bench = new Bench();
    const queue = bench.queue("q");
    const client = Client.connected(bench);
    client.do("basic.consume", { queue: "q" });
    client.publish("q", "a");
    bench.pass(20 * MINUTE_MS);
    client.publish("q", "b");
    client.do("basic.ack", { deliveryTag: 1, multiple: false });
    client.take();
    bench.pass(29 * MINUTE_MS);
    expect(client.take()).toEqual([]);
    bench.pass(MINUTE_MS);
    expect(closeOf(client.take())).toBe(closed);
    expect([queue.readyCount, queue.unacknowledgedCount]).toEqual([1, 0]);
  });

  test("basic.get counts, too; the other channels go on, and no deadline is left behind", () => {
    const bench = new Bench();
    bench.queue("q");
    const client = Client.connected(bench);
    const before = bench.deadlines.size;
    client.send(2, "channel.open");
    client.publish("q", "a");
    client.do("basic.get", { queue: "q" });
    bench.pass(30 * MINUTE_MS);
    expect(closeOf(client.take())).toBe(closed);
    client.do("channel.close-ok");
    expect(namesOf(client.send(2, "basic.qos"))).toEqual(["basic.qos-ok"]);
    expect(bench.deadlines.size).toBe(before);
  });

  test.each([
    ["3.10", 30 * MINUTE_MS],
    ["3.13", MINUTE_MS],
  ] as const)("in version %s a queue's own time counts, if that version has it", (profile, timeoutMs) => {
    const bench = new Bench(profile);
    bench.queue("q", { "x-consumer-timeout": MINUTE_MS });
    const client = Client.connected(bench);
    client.publish("q", "a");
    client.do("basic.get", { queue: "q" });
    bench.pass(timeoutMs - 1);
    expect(client.take()).toEqual([]);
    bench.pass(1);
    expect(closeOf(client.take())).toContain(`Timeout value used: ${timeoutMs} ms`);
  });
});

describe("a client that declares without end is refused, and harms nobody", () => {
  const LIMIT_BYTES = 40_000;
  const refusal = (kind: string): string =>
    `cannot have another ${kind}: the limit for all that is declared (${LIMIT_BYTES} bytes) is reached`;

  test.each([
    ["queue", "queue.declare", (name: string) => ({ queue: name })],
    ["exchange", "exchange.declare", (name: string) => ({ exchange: name, type: "direct" })],
    ["binding", "queue.bind", (name: string) => ({ queue: "q", exchange: "amq.direct", routingKey: name })],
    ["consumer", "basic.consume", (name: string) => ({ queue: "q", consumerTag: name })],
  ] as const)("%s", (kind, method, fields) => {
    const bench = new Bench("4.1", { declaredMaximumBytes: LIMIT_BYTES });
    bench.queue("q");
    const other = Client.connected(bench);
    const client = Client.connected(bench);
    let received: Received[] = [];
    for (let count = 0; count < 200 && closeOf(received) === undefined; count++) {
      received = client.do(method, fields(`n${count}`));
    }
    expect(closeOf(received)).toContain(`channel.close 406 PRECONDITION_FAILED - ${refusal(kind)}`);
    expect(namesOf(other.do("basic.get", { queue: "q" }))).toEqual(["basic.get-empty"]);
  });

  test("channels", () => {
    const bench = new Bench("4.1", { declaredMaximumBytes: LIMIT_BYTES });
    const room = bench.broker.room.bytes;
    const client = Client.connected(bench);
    let received: Received[] = [];
    for (let channel = 2; channel < 200 && closeOf(received) === undefined; channel++) {
      received = client.send(channel, "channel.open");
    }
    expect(closeOf(received)).toContain(`connection.close 530 NOT_ALLOWED - ${refusal("channel")}`);
    expect(bench.broker.room.bytes).toBe(room);
  });

  test("what is deleted makes room again, to the byte", () => {
    const bench = new Bench();
    const before = bench.broker.room.bytes;
    const client = Client.connected(bench);
    client.do("queue.declare", { queue: "q", arguments: fieldTable({ "x-max-length": 5, note: "n" }) });
    client.do("exchange.declare", { exchange: "x", type: "topic", arguments: fieldTable({ note: "n" }) });
    client.do("queue.bind", { queue: "q", exchange: "x", routingKey: "#", arguments: fieldTable({ note: "n" }) });
    client.do("basic.consume", { queue: "q" });
    client.do("queue.delete", { queue: "q" });
    client.do("exchange.delete", { exchange: "x" });
    client.connection.disconnected();
    expect(bench.broker.room.bytes).toBe(before);
  });
});

describe("limits of a vhost", () => {
  test("queues", () => {
    const bench = new Bench();
    bench.vhost.limits = { queueMaximum: 1 };
    const client = Client.connected(bench);
    client.do("queue.declare", { queue: "q" });
    expect(namesOf(client.do("queue.declare", { queue: "q" }))).toEqual(["queue.declare-ok"]);
    expect(closeOf(client.do("queue.declare", { queue: "p" }))).toBe(
      "channel.close 406 PRECONDITION_FAILED - cannot declare queue 'p': queue limit in vhost '/' (1) is reached (50.10)",
    );
  });

  test("connections, until one is gone", () => {
    const bench = new Bench();
    bench.vhost.limits = { connectionMaximum: 1 };
    const first = Client.connected(bench);
    expect(closeOf(opened(bench))).toBe(
      "connection.close 530 NOT_ALLOWED - access to vhost '/' refused for user 'guest': connection limit (1) is reached (10.40)",
    );
    first.connection.disconnected();
    expect(namesOf(opened(bench))).toEqual(["connection.open-ok"]);
  });
});

test("who has not logged in yet can't send large tables", () => {
  const bench = new Bench();
  const client = new Client(bench);
  client.raw(PROTOCOL_HEADER);
  client.take();
  const clientProperties = fieldTable({ note: "x".repeat(10_000) });
  expect(closeOf(client.send(0, "connection.start-ok", { clientProperties }))).toContain("frame_too_large");
});

test("a body in a million pieces, some of them empty, is one body", () => {
  const bench = new Bench();
  bench.queue("q");
  const client = Client.connected(bench);
  const size = 100_000;
  client.raw(encodeMethod(1, makeMethod("basic.publish", { routingKey: "q" })));
  const header = Buffer.from([2, 0, 1, 0, 0, 0, 14, 0, 60, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xce]);
  header.writeUInt32BE(size, 15);
  client.raw(header);
  const frames: Buffer[] = [];
  for (let count = 0; count < size; count++) {
    frames.push(Buffer.from([3, 0, 1, 0, 0, 0, 0, 0xce]), Buffer.from([3, 0, 1, 0, 0, 0, 1, 97, 0xce]));
  }
  client.raw(Buffer.concat(frames));
  const [body = ""] = bodies(client.do("basic.get", { queue: "q", noAck: true }));
  expect(body).toBe("a".repeat(size));
});

test("bytes that come one by one cost little more than themselves", () => {
  const bench = new Bench();
  const client = Client.connected(bench);
  const declare = encodeMethod(1, makeMethod("queue.declare", { queue: "slow" }));
  for (const byte of declare) client.raw(Uint8Array.of(byte));
  expect(namesOf(client.take())).toEqual(["queue.declare-ok"]);
});

function opened(bench: Bench): Received[] {
  const client = new Client(bench);
  client.raw(PROTOCOL_HEADER);
  client.login();
  client.send(0, "connection.tune-ok", { channelMax: 10, frameMax: 131_072, heartbeat: 0 });
  return client.send(0, "connection.open", { virtualHost: "/" });
}
