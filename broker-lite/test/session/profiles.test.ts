/** What differs between RabbitMQ's versions, one test for each difference, for every profile there is. */
import { describe, expect, test } from "vitest";
import { PROFILES, type ProfileName } from "../../src/core/profile.ts";
import {
  encodeContent,
  fieldTable,
  makeMethod,
  PROTOCOL_HEADER,
  type FieldTable,
  type FieldValue,
} from "../../src/wire/index.ts";
import { Bench, bodiesOf } from "../core/support.ts";
import { access, Client, closeOf, namesOf } from "./support.ts";

const ALL = Object.keys(PROFILES) as ProfileName[];
const MINUTE_MS = 60_000;
const MIB = 1024 * 1024;

function isSince(first: ProfileName, profile: ProfileName): boolean {
  return ALL.indexOf(profile) >= ALL.indexOf(first);
}

/** What is said of the last version that is not later. */
function at<T>(profile: ProfileName, changes: { readonly [version in ProfileName]?: T }): T | undefined {
  return ALL.filter((version) => version in changes && isSince(version, profile))
    .map((version) => changes[version])
    .at(-1);
}

function declare(client: Client, table: Parameters<typeof fieldTable>[0], durable = true): string | undefined {
  return closeOf(client.do("queue.declare", { queue: "q", durable, arguments: fieldTable(table) }));
}

function typed(type: FieldValue["type"], value: unknown): FieldTable {
  return { a: { type, value } } as unknown as FieldTable;
}

test("there is one for each series from 3.10 to 4.3", () => {
  expect(ALL).toEqual(["3.10", "3.11", "3.12", "3.13", "4.0", "4.1", "4.2", "4.3"]);
});

describe.each(ALL)("profile %s", (profile) => {
  const newClient = (): [Client, Bench] => {
    const bench = new Bench(profile);
    return [Client.connected(bench), bench];
  };

  test("server-properties tell a version of that series", () => {
    const client = new Client(new Bench(profile));
    client.raw(PROTOCOL_HEADER);
    const [start] = client.take();
    const { product, version, platform } = (start?.fields["serverProperties"] ?? {}) as Record<
      string,
      { value: string }
    >;
    expect([product?.value, platform?.value]).toEqual(["RabbitMQ", "broker-lite"]);
    expect(version?.value).toMatch(new RegExp(`^${profile.replace(".", "\\.")}\\.\\d+$`));
  });

  test.each([4096, 8191, 8192])("a frame-max of %d", (frameMax) => {
    const client = new Client(new Bench(profile));
    client.raw(PROTOCOL_HEADER);
    client.login();
    client.send(0, "connection.tune-ok", { channelMax: 2047, frameMax, heartbeat: 0 });
    expect(client.hasEnded).toBe(frameMax < 8192 && isSince("4.1", profile));
  });

  test("messages of at most 128 or 16 MiB", () => {
    const [client] = newClient();
    const largest = isSince("4.0", profile) ? 16 * MIB : 128 * MIB;
    const [, header] = publishOf(largest);
    const [method, tooLarge] = publishOf(largest + 1);
    client.raw(Buffer.concat([method, header]));
    expect(client.take()).toEqual([]);
    const [other] = newClient();
    other.raw(Buffer.concat([method, tooLarge]));
    expect(closeOf(other.take())).toContain(
      `message size ${largest + 1} is larger than configured max size ${largest}`,
    );
  });

  test("an unknown exchange type ends the connection or the channel", () => {
    const [client] = newClient();
    const close = closeOf(client.do("exchange.declare", { exchange: "x", type: "odd" }));
    const isNew = isSince("4.0", profile);
    expect(close).toContain(isNew ? "channel.close 406 PRECONDITION_FAILED" : "connection.close 503 COMMAND_INVALID");
  });

  test("queues that are neither durable nor exclusive", () => {
    const [client] = newClient();
    const refused = "connection.close 541 INTERNAL_ERROR - Feature `transient_nonexcl_queues` is deprecated. (50.10)";
    expect(declare(client, {}, false)).toBe(at(profile, { "4.3": refused }));
    const [other] = newClient();
    expect(namesOf(other.do("queue.declare", { queue: "own", exclusive: true }))).toEqual(["queue.declare-ok"]);
  });

  test("global prefetch is answered, and limits or not", () => {
    const [client, bench] = newClient();
    bench.queue("q");
    expect(namesOf(client.do("basic.qos", { prefetchCount: 1, global: true }))).toEqual(["basic.qos-ok"]);
    client.do("basic.consume", { queue: "q" });
    client.publish("q", "a");
    client.publish("q", "b");
    expect(bench.vhost.queues.get("q")?.readyCount).toBe(isSince("4.3", profile) ? 0 : 1);
  });

  test("a quorum queue gives up a message after 20 redeliveries, or never", () => {
    const [client, bench] = newClient();
    const queue = bench.queue("q", { "x-queue-type": "quorum" });
    client.publish("q", "poison");
    let tries = 0;
    for (; tries < 30 && queue.readyCount > 0; tries++) {
      const [got] = client.do("basic.get", { queue: "q" });
      client.do("basic.nack", { deliveryTag: Number(got?.fields["deliveryTag"]), requeue: true });
    }
    expect(tries).toBe(isSince("4.0", profile) ? 21 : 30);
  });

  test("an acknowledgement that is late in a classic queue ends the channel, or nothing happens", () => {
    const [client, bench] = newClient();
    bench.queue("q", isSince("4.3", profile) ? {} : { "x-consumer-timeout": MINUTE_MS });
    client.do("basic.consume", { queue: "q", consumerTag: "t" });
    client.publish("q", "a");
    client.take();
    bench.pass(MINUTE_MS);
    const isEarly = isSince("3.12", profile) && !isSince("4.3", profile);
    const early = client.take();
    expect(namesOf(early)).toEqual(isEarly ? ["channel.close"] : []);
    bench.pass(29 * MINUTE_MS);
    const close = closeOf([...early, ...client.take()]);
    const late = "channel.close 406 PRECONDITION_FAILED - delivery acknowledgement on channel 1 timed out";
    expect(close?.slice(0, late.length)).toBe(at(profile, { "3.10": late, "4.3": undefined }));
  });

  test("… in a quorum queue the channel, or the consumer of a client that can be told", () => {
    const [client, bench] = newClient();
    const queue = bench.queue("q", { "x-queue-type": "quorum" });
    client.do("basic.consume", { queue: "q", consumerTag: "t" });
    client.publish("q", "a");
    client.take();
    bench.pass(30 * MINUTE_MS);
    const answers = client.take();
    expect([queue.readyCount, queue.unacknowledgedCount]).toEqual([1, 0]);
    expect(namesOf(answers)).toEqual(at(profile, { "3.10": ["channel.close"], "4.3": ["basic.cancel"] }));
  });

  test("x-consumer-timeout is unknown, taken, or an argument of quorum queues", () => {
    const isChecked = isSince("4.3", profile);
    const quorum = { "x-queue-type": "quorum" };
    const refused = (table: Parameters<typeof fieldTable>[0]): boolean =>
      declare(newClient()[0], table)?.includes("406 PRECONDITION_FAILED - invalid arg 'x-consumer-timeout'") === true;
    expect(refused({ "x-consumer-timeout": 5 })).toBe(isChecked);
    expect(refused({ ...quorum, "x-consumer-timeout": -1 })).toBe(isChecked);
    expect(refused({ ...quorum, "x-consumer-timeout": 5 })).toBe(false);
    const [client] = newClient();
    declare(client, { ...quorum, "x-consumer-timeout": 5 });
    const again = declare(client, { ...quorum, "x-consumer-timeout": 6 });
    expect(again?.includes("inequivalent arg 'x-consumer-timeout'") === true).toBe(isChecked);
  });

  test("x-max-priority of quorum queues, and x-queue-version 1 of classic ones", () => {
    const isNew = isSince("4.3", profile);
    const quorum = { "x-queue-type": "quorum" };
    expect(declare(newClient()[0], { ...quorum, "x-max-priority": 3 }) === undefined).toBe(isNew);
    expect(declare(newClient()[0], { ...quorum, "x-max-priority": 32 })).toContain("invalid arg 'x-max-priority'");
    expect(declare(newClient()[0], { "x-queue-version": 1 }) === undefined).toBe(!isNew);
    expect(declare(newClient()[0], { "x-queue-version": 2 })).toBeUndefined();
  });

  test("the order of priorities in a quorum queue", () => {
    const [, bench] = newClient();
    const queue = bench.queue("q", { "x-queue-type": "quorum" });
    for (const priority of [0, 1, 9, 4, 5, 7]) bench.publish("q", String(priority), { properties: { priority } });
    const order = bench.drain(queue).map(({ message }) => Buffer.from(message.body).toString());
    expect(order.join("")).toBe(at(profile, { "3.10": "019457", "4.0": "950714", "4.3": "975410" }));
  });

  test("x-delivery-count of a first basic.get", () => {
    const [client, bench] = newClient();
    bench.queue("q", { "x-queue-type": "quorum" });
    client.publish("q", "a");
    const [got] = client.do("basic.get", { queue: "q" });
    expect(got?.properties?.headers?.["x-delivery-count"]?.value).toBe(isSince("4.0", profile) ? undefined : 0);
  });

  test("a delivery mode that is neither 1 nor 2", () => {
    const [client, bench] = newClient();
    bench.queue("q");
    const close = closeOf(client.publish("q", "a", { properties: { deliveryMode: 7 } }));
    expect(close?.includes("invalid message: {delivery_mode_unknown,7}") === true).toBe(!isSince("3.13", profile));
  });

  test("a headers exchange takes a timestamp for a number and bytes for a string, or 1.0 for 1", () => {
    const [, bench] = newClient();
    const queue = bench.queue("q");
    bench.vhost.bind("amq.headers", queue, "", { "x-match": { type: "string", value: "any" }, ...typed("int32", 5) });
    bench.vhost.bind("amq.headers", queue, "", typed("string", "text"));
    for (const headers of [
      typed("int64", 5),
      typed("timestamp", 5),
      typed("double", 5),
      typed("bytes", Buffer.from("text")),
    ]) {
      bench.publish("", headers["a"]?.type ?? "", { exchange: "amq.headers", properties: { headers } });
    }
    const taken = bodiesOf(bench.drain(queue));
    expect(taken).toEqual(at(profile, { "3.10": ["int64", "double"], "3.13": ["int64", "timestamp", "bytes"] }));
  });

  test("what a dead letter tells, and whether a client's x-death is believed", () => {
    const [client, bench] = newClient();
    bench.queue("dead");
    bench.queue("q", { "x-dead-letter-exchange": "", "x-dead-letter-routing-key": "dead", "x-max-length": 0 });
    const death = { queue: "q", reason: "maxlen", count: 4 };
    client.publish("q", "a", { properties: { headers: fieldTable({ "x-death": [death] }) } });
    const [got] = client.do("basic.get", { queue: "dead" });
    const headers = got?.properties?.headers;
    const deaths = headers?.["x-death"]?.value as readonly { value: Record<string, { value: unknown }> }[];
    expect(deaths[0]?.value["count"]?.value).toBe(isSince("4.0", profile) ? 1 : 5);
    expect(headers?.["x-last-death-queue"]?.value).toBe(isSince("3.13", profile) ? "q" : undefined);
  });

  test("a mandatory answer to a direct reply-to arrives, and comes back where it went past all queues", () => {
    const [client] = newClient();
    const replyTo = "amq.rabbitmq.reply-to";
    client.do("queue.declare", { queue: "rpc", durable: true });
    client.do("basic.consume", { queue: replyTo, noAck: true, consumerTag: "answers" });
    client.publish("rpc", "question", { properties: { replyTo } });
    const [request] = client.do("basic.get", { queue: "rpc", noAck: true });
    const came = client.publish(request?.properties?.replyTo ?? "", "answer", { mandatory: true });
    expect(namesOf(came)).toEqual(isSince("4.2", profile) ? ["basic.deliver"] : ["basic.deliver", "basic.return"]);
  });

  test("a refused permission says which", () => {
    const bench = new Bench(profile);
    const client = Client.connected(bench, {}, access(["configure q"]));
    const what = isSince("4.0", profile) ? "configure access" : "access";
    expect(closeOf(client.do("queue.declare", { queue: "q", durable: true }))).toContain(
      `ACCESS_REFUSED - ${what} to queue 'q' in vhost '/' refused for user 'guest'`,
    );
  });
});

test("since 4.3 a word that comes too late is no offence, once; and a consumer may have a time of its own", () => {
  const bench = new Bench("4.3");
  bench.queue("q", { "x-queue-type": "quorum" });
  const client = Client.connected(bench);
  const table = fieldTable({ "x-consumer-timeout": MINUTE_MS });
  client.do("basic.consume", { queue: "q", consumerTag: "t", arguments: table });
  client.publish("q", "a");
  client.take();
  bench.pass(MINUTE_MS);
  expect(client.take()).toMatchObject([{ name: "basic.cancel", fields: { consumerTag: "t", nowait: true } }]);
  expect(client.do("basic.ack", { deliveryTag: 1 })).toEqual([]);
  expect(closeOf(client.do("basic.ack", { deliveryTag: 1 }))).toContain("unknown delivery tag 1");
});

test("since 4.3 a client that can't be told loses its channel", () => {
  const bench = new Bench("4.3");
  bench.queue("q", { "x-queue-type": "quorum" });
  const client = Client.connected(bench, {});
  client.do("basic.consume", { queue: "q", consumerTag: "t" });
  client.publish("q", "a");
  client.take();
  bench.pass(30 * MINUTE_MS);
  expect(namesOf(client.take())).toEqual(["channel.close"]);
});

/** basic.publish and its header, as frames. */
function publishOf(bodyBytes: number): [method: Uint8Array, header: Uint8Array] {
  const pieces = encodeContent(1, makeMethod("basic.publish", { routingKey: "q" }), {}, new Uint8Array(0), 0);
  const bytes = Buffer.concat(pieces);
  const headerAt = 8 + bytes.readUInt32BE(3);
  const header = Buffer.from(bytes.subarray(headerAt));
  header.writeBigUInt64BE(BigInt(bodyBytes), 7 + 4);
  return [bytes.subarray(0, headerAt), header];
}
