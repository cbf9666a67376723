import { describe, expect, it } from "vitest";
import { OUTBOX_MAXIMUM_BYTES } from "../../src/limits.ts";
import { fieldTable } from "../../src/wire/index.ts";
import { Bench } from "../core/support.ts";
import { bodies, Client, closeOf, namesOf } from "./support.ts";

/** A client with a queue `q` that holds these messages. */
function holding(...messages: string[]): Client {
  const client = Client.connected(new Bench());
  client.do("queue.declare", { queue: "q" });
  for (const message of messages) client.publish("q", message);
  return client;
}

function another(client: Client, capabilities?: Record<string, boolean>): Client {
  return Client.connected(client.bench, capabilities);
}

const deliveryCounts = (profile: "3.10" | "4.1"): unknown[] => {
  const client = Client.connected(new Bench(profile));
  client.do("queue.declare", { queue: "q", durable: true, arguments: fieldTable({ "x-queue-type": "quorum" }) });
  client.publish("q", "a");
  const first = client.do("basic.get", { queue: "q" })[0]!;
  client.do("basic.nack", { deliveryTag: 1, requeue: true });
  const second = client.do("basic.get", { queue: "q" })[0]!;
  return [first, second].map(({ properties }) => properties?.headers?.["x-delivery-count"]?.value);
};

describe("consuming", () => {
  it("F01, F33, F35: is answered first, then come the deliveries, with tags from 1", () => {
    const client = holding("a", "b");
    const received = client.do("basic.consume", { queue: "q" });
    expect(namesOf(received)).toEqual(["basic.consume-ok", "basic.deliver", "basic.deliver"]);
    const { consumerTag } = received[0]!.fields;
    expect(consumerTag).toMatch(/^amq\.ctag-/);
    expect(received[1]!.fields).toEqual({
      consumerTag,
      deliveryTag: 1,
      redelivered: false,
      exchange: "",
      routingKey: "q",
    });
    client.publish("q", "c");
    client.do("basic.cancel", { consumerTag: consumerTag as string });
    client.publish("q", "d");
    expect(client.do("basic.get", { queue: "q" })).toMatchObject([{ fields: { deliveryTag: 4, messageCount: 0 } }]);
  });

  it("F02, F03: a tag is used once in a channel, and again in another", () => {
    const client = holding();
    client.do("basic.consume", { queue: "q", consumerTag: "t" });
    client.send(2, "channel.open");
    expect(namesOf(client.send(2, "basic.consume", { queue: "q", consumerTag: "t" }))).toEqual(["basic.consume-ok"]);
    expect(closeOf(client.do("basic.consume", { queue: "q", consumerTag: "t" }))).toBe(
      "connection.close 530 NOT_ALLOWED - attempt to reuse consumer tag 't' (60.20)",
    );
  });

  it("F05, D54: exclusive is alone or not at all", () => {
    const inUse = "channel.close 403 ACCESS_REFUSED - queue 'q' in vhost '/' in exclusive use (60.20)";
    const client = holding();
    client.do("basic.consume", { queue: "q", exclusive: true });
    expect(closeOf(another(client).do("basic.consume", { queue: "q" }))).toBe(inUse);
    const shared = holding();
    shared.do("basic.consume", { queue: "q" });
    expect(closeOf(shared.do("basic.consume", { queue: "q", exclusive: true }))).toBe(inUse);
    const single = Client.connected(new Bench());
    single.do("queue.declare", { queue: "q", arguments: fieldTable({ "x-single-active-consumer": true }) });
    expect(closeOf(single.do("basic.consume", { queue: "q", exclusive: true }))).toBe(inUse);
  });

  it("F12, F13: cancelling stops deliveries, and leaves open what is open", () => {
    const client = holding("a");
    client.do("basic.consume", { queue: "q", consumerTag: "t" });
    expect(namesOf(client.do("basic.cancel", { consumerTag: "t" }))).toEqual(["basic.cancel-ok"]);
    expect(client.publish("q", "b")).toEqual([]);
    const queue = client.bench.vhost.queue("q", {});
    expect([queue.readyCount, queue.unacknowledgedCount]).toEqual([1, 1]);
    expect(namesOf(client.do("basic.cancel", { consumerTag: "nobody" }))).toEqual(["basic.cancel-ok"]);
  });

  it("F14, F15: a deleted queue cancels, for those who can hear it", () => {
    const client = holding();
    const deaf = another(client, {});
    client.do("basic.consume", { queue: "q", consumerTag: "t" });
    deaf.do("basic.consume", { queue: "q", consumerTag: "t" });
    expect(client.do("queue.delete", { queue: "q" })).toMatchObject([
      { name: "basic.cancel", fields: { consumerTag: "t", nowait: true } },
      { name: "queue.delete-ok" },
    ]);
    expect(deaf.take()).toEqual([]);
  });

  it("F31: a priority is a number", () => {
    const options = { queue: "q", arguments: fieldTable({ "x-priority": "high" }) };
    expect(closeOf(holding().do("basic.consume", options))).toMatch(
      /406 PRECONDITION_FAILED - invalid arg 'x-priority'/,
    );
  });

  it("D23: nowait is not answered", () => {
    const client = holding("a");
    expect(client.do("queue.declare", { queue: "other", nowait: true })).toEqual([]);
    expect(client.do("queue.bind", { queue: "q", exchange: "amq.fanout", nowait: true })).toEqual([]);
    expect(namesOf(client.do("basic.consume", { queue: "q", nowait: true }))).toEqual(["basic.deliver"]);
  });

  it("D04, D05: an empty name is the queue that was declared last", () => {
    const client = holding("a");
    expect(bodies(client.do("basic.get", { queue: "" }))).toEqual(["a"]);
    expect(closeOf(another(client).do("basic.get", { queue: "" }))).toBe(
      "channel.close 404 NOT_FOUND - no previously declared queue (60.70)",
    );
  });

  it("C45: line feeds in names are dropped", () => {
    expect(Client.connected(new Bench()).do("queue.declare", { queue: "a\nb\r\n" })).toMatchObject([
      { fields: { queue: "ab", messageCount: 0, consumerCount: 0 } },
    ]);
  });
});

describe("prefetch", () => {
  it("F07: the next one comes after the acknowledgement", () => {
    const client = holding("a", "b");
    client.do("basic.qos", { prefetchCount: 1 });
    expect(bodies(client.do("basic.consume", { queue: "q" }).slice(1))).toEqual(["a"]);
    expect(bodies(client.do("basic.ack", { deliveryTag: 1 }))).toEqual(["b"]);
  });

  it("F08: counts for each consumer that starts after it", () => {
    const client = holding("a", "b", "c", "d");
    client.do("basic.consume", { queue: "q", consumerTag: "before" });
    expect(client.bench.vhost.queue("q", {}).readyCount).toBe(0);
    client.do("basic.cancel", { consumerTag: "before" });
    client.do("basic.qos", { prefetchCount: 1 });
    for (const body of ["e", "f", "g"]) client.publish("q", body);
    const one = client.do("basic.consume", { queue: "q" });
    const two = client.do("basic.consume", { queue: "q" });
    expect([bodies(one.slice(1)), bodies(two.slice(1))]).toEqual([["e"], ["f"]]);
  });

  it("F09: shared by the channel with global", () => {
    const client = holding();
    client.do("basic.qos", { prefetchCount: 1, global: true });
    client.do("basic.consume", { queue: "q", consumerTag: "one" });
    client.do("basic.consume", { queue: "q", consumerTag: "two" });
    expect(client.publish("q", "a")).toMatchObject([{ body: "a", fields: { consumerTag: "one" } }]);
    expect(client.publish("q", "b")).toEqual([]);
    expect(client.do("basic.ack", { deliveryTag: 1 })).toMatchObject([{ body: "b", fields: { consumerTag: "two" } }]);
  });

  it("K: global has no effect in 4.3", () => {
    const client = Client.connected(new Bench("4.3"));
    client.do("queue.declare", { queue: "q", durable: true });
    for (const body of ["a", "b"]) client.publish("q", body);
    expect(namesOf(client.do("basic.qos", { prefetchCount: 1, global: true }))).toEqual(["basic.qos-ok"]);
    expect(bodies(client.do("basic.consume", { queue: "q" }).slice(1))).toEqual(["a", "b"]);
  });

  it("F10: is nothing to automatic acknowledgement", () => {
    const client = holding("a", "b", "c");
    client.do("basic.qos", { prefetchCount: 1 });
    expect(bodies(client.do("basic.consume", { queue: "q", noAck: true }).slice(1))).toEqual(["a", "b", "c"]);
  });

  it("F11, D57: sizes are not supported, and global not with quorum queues", () => {
    expect(closeOf(holding().do("basic.qos", { prefetchSize: 1 }))).toBe(
      "connection.close 540 NOT_IMPLEMENTED - prefetch_size!=0 (1) (60.10)",
    );
    const client = Client.connected(new Bench());
    client.do("queue.declare", { queue: "q", durable: true, arguments: fieldTable({ "x-queue-type": "quorum" }) });
    client.do("basic.qos", { prefetchCount: 1, global: true });
    expect(closeOf(client.do("basic.consume", { queue: "q" }))).toBe(
      "connection.close 540 NOT_IMPLEMENTED - queue 'q' in vhost '/' does not support global qos (60.20)",
    );
  });
});

describe("acknowledging", () => {
  it.each<[row: string, act: (client: Client) => unknown]>([
    ["F16: a tag that never was", (client) => client.do("basic.ack", { deliveryTag: 5 })],
    ["F16: … with multiple, too", (client) => client.do("basic.ack", { deliveryTag: 5, multiple: true })],
    [
      "F17: twice",
      (client) => [client.do("basic.ack", { deliveryTag: 1 }), client.do("basic.ack", { deliveryTag: 1 })][1],
    ],
    ["F16: by basic.reject", (client) => client.do("basic.reject", { deliveryTag: 5 })],
    ["F16: tag 0 of one", (client) => client.do("basic.nack", { deliveryTag: 0 })],
  ])("%s is an error", (_row, act) => {
    const client = holding("a");
    client.do("basic.get", { queue: "q" });
    expect(closeOf(act(client) as never)).toMatch(
      /channel.close 406 PRECONDITION_FAILED - unknown delivery tag [015] \(60\./,
    );
  });

  it("F18, F19: on another channel or without acknowledgements there is nothing to acknowledge", () => {
    const client = holding("a", "b");
    client.do("basic.get", { queue: "q" });
    client.send(2, "channel.open");
    expect(closeOf(client.send(2, "basic.ack", { deliveryTag: 1 }))).toMatch(/unknown delivery tag 1/);
    client.do("basic.get", { queue: "q", noAck: true });
    expect(closeOf(client.do("basic.ack", { deliveryTag: 2 }))).toMatch(/unknown delivery tag 2/);
  });

  it("F20, F21: multiple is everything up to a tag, and all of it for tag 0", () => {
    const client = holding("a", "b", "c", "d");
    expect(client.do("basic.ack", { deliveryTag: 0, multiple: true })).toEqual([]);
    for (const _ of "abcd") client.do("basic.get", { queue: "q" });
    client.do("basic.ack", { deliveryTag: 2, multiple: true });
    const queue = client.bench.vhost.queue("q", {});
    expect(queue.unacknowledgedCount).toBe(2);
    client.do("basic.ack", { deliveryTag: 0, multiple: true });
    expect([queue.unacknowledgedCount, queue.readyCount]).toEqual([0, 0]);
  });

  it("F22, F23, F24: back to its place, or away", () => {
    const client = holding("a", "b", "c", "d");
    for (const _ of "abc") client.do("basic.get", { queue: "q" });
    client.do("basic.nack", { deliveryTag: 2, multiple: true, requeue: true });
    client.do("basic.reject", { deliveryTag: 3, requeue: false });
    const rest = [1, 2, 3].map(() => client.do("basic.get", { queue: "q" })[0]!);
    expect(rest.map(({ body, fields }) => [body, fields["redelivered"]])).toEqual([
      ["a", true],
      ["b", true],
      ["d", false],
    ]);
  });

  it.each<[how: string, act: (client: Client) => unknown]>([
    ["the channel closes", (client) => client.do("channel.close")],
    ["the connection closes", (client) => client.send(0, "connection.close")],
    ["the connection is lost", (client) => client.connection.disconnected()],
    ["the channel fails", (client) => client.do("basic.ack", { deliveryTag: 99 })],
  ])("F25: what is open comes back when %s, to others only", (_how, act) => {
    const client = holding();
    client.do("basic.consume", { queue: "q" });
    client.send(2, "channel.open");
    client.publish("q", "a");
    const other = another(client);
    other.do("basic.consume", { queue: "q" });
    act(client);
    expect(other.take()).toMatchObject([{ name: "basic.deliver", body: "a", fields: { redelivered: true } }]);
    expect(namesOf(client.take())).not.toContain("basic.deliver");
  });

  it("F26: get says how many are left, that there are none, or that there is no queue", () => {
    const client = holding("a", "b");
    expect(client.do("basic.get", { queue: "q" })).toMatchObject([{ fields: { messageCount: 1 } }]);
    client.do("basic.get", { queue: "q" });
    expect(namesOf(client.do("basic.get", { queue: "q" }))).toEqual(["basic.get-empty"]);
    expect(closeOf(client.do("basic.get", { queue: "nope" }))).toMatch(/404 NOT_FOUND - no queue 'nope'/);
  });

  it("F27, F28, F29: recover gives back all that is open", () => {
    const client = holding("a", "b");
    client.do("basic.consume", { queue: "q" });
    const received = client.do("basic.recover", { requeue: true });
    expect(namesOf(received)).toEqual(["basic.recover-ok", "basic.deliver", "basic.deliver"]);
    expect(received[1]!.fields).toMatchObject({ deliveryTag: 3, redelivered: true });
    expect(namesOf(client.do("basic.recover-async", { requeue: true }))).toEqual(["basic.deliver", "basic.deliver"]);
    expect(closeOf(client.do("basic.recover", { requeue: false }))).toMatch(
      /connection.close 540 NOT_IMPLEMENTED - requeue=false/,
    );
  });

  it("D55: a quorum queue says how often a message came back", () => {
    expect(deliveryCounts("4.1")).toEqual([undefined, 1]);
    expect(deliveryCounts("3.10")).toEqual([0, 1]);
  });
});

describe("a client that does not read", () => {
  it("gets no more than the outbox holds, and the rest when there is room again", () => {
    const client = holding();
    const large = "x".repeat(OUTBOX_MAXIMUM_BYTES / 4);
    for (const _ of "12345678") client.publish("q", large);
    const take = client.take.bind(client);
    client.take = () => [];
    client.do("basic.consume", { queue: "q", noAck: true });
    const queue = client.bench.vhost.queue("q", {});
    expect(queue.readyCount).toBe(4);
    client.take = take;
    expect(namesOf(client.take()).filter((name) => name === "basic.deliver")).toHaveLength(4);
    expect(queue.readyCount).toBe(0);
    expect(client.take()).toHaveLength(4);
  });

  it("is left alone while its socket is full, and others are not", () => {
    const client = holding();
    client.do("basic.consume", { queue: "q", consumerTag: "slow" });
    client.connection.setStalled(true);
    expect(client.publish("q", "a")).toEqual([]);
    const other = another(client);
    expect(bodies(other.do("basic.consume", { queue: "q" }).slice(1))).toEqual(["a"]);
    other.connection.disconnected();
    client.connection.setStalled(false);
    expect(client.take()).toMatchObject([{ name: "basic.deliver", body: "a" }]);
  });
});
