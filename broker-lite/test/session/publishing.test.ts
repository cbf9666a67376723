import { describe, expect, it } from "vitest";
import { fieldTable, plain } from "../../src/wire/index.ts";
import { Bench } from "../core/support.ts";
import { access, bodies, Client, closeOf, namesOf } from "./support.ts";

const PERSISTENT = { properties: { deliveryMode: 2 } } as const;

function withQueue(name = "q", bench = new Bench()): Client {
  const client = Client.connected(bench);
  client.do("queue.declare", { queue: name, durable: true });
  return client;
}

function confirming(): Client {
  const client = withQueue();
  client.do("confirm.select");
  return client;
}

describe("publishing", () => {
  it("E02, E03: returns what is mandatory and can't be routed, before it is confirmed", () => {
    const client = confirming();
    const received = client.publish("nope", "", { mandatory: true, properties: { messageId: "m" } });
    expect(received).toMatchObject([
      {
        name: "basic.return",
        fields: { replyCode: 312, replyText: "NO_ROUTE", exchange: "", routingKey: "nope" },
        properties: { messageId: "m" },
        body: "",
      },
      { name: "basic.ack", fields: { deliveryTag: 1, multiple: false } },
    ]);
  });

  it("E01: drops and confirms what nobody wants", () => {
    expect(namesOf(confirming().publish("nope", "a"))).toEqual(["basic.ack"]);
  });

  it("E06, C23: to a missing exchange closes the channel, without a confirm", () => {
    const received = confirming().publish("k", "a", { exchange: "nope" });
    expect(namesOf(received)).toEqual(["channel.close"]);
    expect(closeOf(received)).toBe("channel.close 404 NOT_FOUND - no exchange 'nope' in vhost '/' (60.40)");
  });

  it("C22: to an internal exchange is refused", () => {
    const client = withQueue();
    client.do("exchange.declare", { exchange: "x", type: "direct", internal: true });
    expect(closeOf(client.publish("k", "a", { exchange: "x" }))).toBe(
      "channel.close 403 ACCESS_REFUSED - cannot publish to internal exchange 'x' in vhost '/' (60.40)",
    );
  });

  it.each<[row: string, properties: object, text: string]>([
    ["E08", { userId: "x" }, "user_id property set to 'x' but authenticated user was 'guest'"],
    ["D44", { expiration: "abc" }, "invalid expiration 'abc': no_integer"],
    ["D44", { expiration: "-1" }, "invalid expiration '-1': {value_negative,-1}"],
    ["D44", { expiration: "1.5" }, `invalid expiration '1.5': {leftover_string,".5"}`],
    ["E11", { headers: fieldTable({ CC: "a" }) }, `invalid message: {unacceptable_type_in_header,"CC",longstr}`],
    ["G04", { replyTo: "amq.rabbitmq.reply-to" }, "fast reply consumer does not exist"],
  ])("%s: refuses %j", (_row, properties, text) => {
    expect(closeOf(withQueue().publish("q", "a", { properties }))).toBe(
      `channel.close 406 PRECONDITION_FAILED - ${text} (60.40)`,
    );
  });

  it("E09: takes the user's own name", () => {
    const client = withQueue();
    client.publish("q", "a", { properties: { userId: "guest" } });
    expect(client.do("basic.get", { queue: "q" })).toMatchObject([{ properties: { userId: "guest" } }]);
  });

  it("E10: sends copies to CC and BCC, and shows only CC", () => {
    const client = withQueue();
    for (const queue of ["cc", "bcc"]) client.do("queue.declare", { queue });
    client.publish("q", "a", { properties: { headers: fieldTable({ CC: ["cc"], BCC: ["bcc"], other: 1 }) } });
    for (const queue of ["q", "cc", "bcc"]) {
      const [got] = client.do("basic.get", { queue, noAck: true });
      expect(plain(got!.properties!.headers!)).toEqual({ CC: ["cc"], other: 1 });
    }
  });

  it("E15: refuses a message that is larger than the profile allows, at its header", () => {
    const client = withQueue();
    const tooLarge = 16 * 1024 * 1024 + 1;
    const headers = Buffer.alloc(14);
    headers.writeUInt16BE(60, 0);
    headers.writeBigUInt64BE(BigInt(tooLarge), 4);
    client.raw(Buffer.from("010001000000 0a 003c0028 0000 00 01 71 00 ce".replaceAll(" ", ""), "hex"));
    client.raw(Buffer.concat([Buffer.of(2, 0, 1, 0, 0, 0, 14), headers, Buffer.of(206)]));
    expect(closeOf(client.take())).toBe(
      `channel.close 406 PRECONDITION_FAILED - message size ${tooLarge} is larger than configured max size 16777216 (60.40)`,
    );
  });

  it("J01: asks for permission", () => {
    const client = Client.connected(new Bench(), {}, access(["write amq.topic"]));
    expect(closeOf(client.publish("k", "a", { exchange: "amq.topic" }))).toBe(
      "channel.close 403 ACCESS_REFUSED - write access to exchange 'amq.topic' in vhost '/' refused for user 'guest' (60.40)",
    );
  });
});

describe("confirms", () => {
  it("E05: count from 1, and many become one", () => {
    const client = confirming();
    expect(namesOf(client.do("confirm.select"))).toEqual(["confirm.select-ok"]);
    expect(client.publish("q", "a")).toMatchObject([{ fields: { deliveryTag: 1, multiple: false } }]);
    const { connection } = client;
    const publish = (): void => void client.publish("q", "b");
    client.take = () => [];
    publish();
    publish();
    client.take = Client.prototype.take.bind(client);
    expect(client.take()).toMatchObject([{ name: "basic.ack", fields: { deliveryTag: 3, multiple: true } }]);
    expect(connection.isRunning).toBe(true);
  });

  it("wait for the journal where something is to be kept, and only there", () => {
    const client = confirming();
    expect(client.publish("q", "kept", PERSISTENT)).toEqual([]);
    expect(client.publish("q", "not kept")).toMatchObject([{ fields: { deliveryTag: 2, multiple: false } }]);
    client.publish("q", "kept", PERSISTENT);
    client.bench.journal.flush();
    expect(client.take()).toMatchObject([{ name: "basic.ack", fields: { deliveryTag: 3, multiple: true } }]);
  });

  it("never speak on a channel that was closed meanwhile", () => {
    const client = confirming();
    client.publish("q", "kept", PERSISTENT);
    client.do("channel.close");
    client.do("channel.open");
    client.bench.journal.flush();
    expect(client.take()).toEqual([]);
  });

  it("D50: refuse what a full queue refuses", () => {
    const client = Client.connected(new Bench());
    const limits = fieldTable({ "x-max-length": 1, "x-overflow": "reject-publish" });
    client.do("queue.declare", { queue: "q", arguments: limits });
    client.do("confirm.select");
    expect(client.publish("q", "a")).toMatchObject([{ name: "basic.ack", fields: { deliveryTag: 1 } }]);
    expect(client.publish("q", "b")).toMatchObject([
      { name: "basic.nack", fields: { deliveryTag: 2, multiple: false } },
    ]);
  });

  it("E07: don't go with transactions", () => {
    const client = confirming();
    expect(closeOf(client.do("tx.select"))).toBe(
      "channel.close 406 PRECONDITION_FAILED - cannot switch from confirm to tx mode (90.10)",
    );
    const other = withQueue();
    other.do("tx.select");
    expect(closeOf(other.do("confirm.select"))).toBe(
      "channel.close 406 PRECONDITION_FAILED - cannot switch from tx to confirm mode (85.10)",
    );
  });
});

describe("transactions", () => {
  it("I01, I04: nothing is seen before the commit, and its answer waits for the journal", () => {
    const client = withQueue();
    client.do("tx.select");
    client.publish("q", "a", PERSISTENT);
    client.publish("nope", "b", { mandatory: true });
    expect(client.do("basic.get", { queue: "q" })).toMatchObject([{ name: "basic.get-empty" }]);
    expect(namesOf(client.do("tx.commit"))).toEqual(["basic.return"]);
    client.bench.journal.flush();
    expect(namesOf(client.take())).toEqual(["tx.commit-ok"]);
    expect(bodies(client.do("basic.get", { queue: "q" }))).toEqual(["a"]);
  });

  it("I02: a rollback forgets publishes, and leaves deliveries open", () => {
    const client = withQueue();
    client.publish("q", "a");
    client.do("tx.select");
    client.do("basic.get", { queue: "q" });
    client.do("basic.ack", { deliveryTag: 1 });
    client.publish("q", "b");
    expect(namesOf(client.do("tx.rollback"))).toEqual(["tx.rollback-ok"]);
    expect(client.bench.vhost.queue("q", {}).unacknowledgedCount).toBe(1);
    client.do("basic.nack", { deliveryTag: 1, requeue: true });
    client.do("tx.commit");
    client.bench.journal.flush();
    client.take();
    expect(client.do("basic.get", { queue: "q" })).toMatchObject([{ body: "a", fields: { redelivered: true } }]);
    expect(namesOf(client.do("basic.get", { queue: "q" }))).toEqual(["basic.get-empty"]);
  });

  it("an acknowledgement that was not committed comes back with the channel's end", () => {
    const client = withQueue();
    client.publish("q", "a");
    client.do("tx.select");
    client.do("basic.get", { queue: "q" });
    client.do("basic.ack", { deliveryTag: 1 });
    client.do("channel.close");
    expect(client.bench.vhost.queue("q", {}).readyCount).toBe(1);
  });

  it.each(["tx.commit", "tx.rollback"] as const)("I03: %s needs one", (name) => {
    expect(closeOf(withQueue().do(name))).toMatch(/406 PRECONDITION_FAILED - channel is not transactional/);
  });
});

function asking(bench: Bench): Client {
  const client = Client.connected(bench);
  client.do("basic.consume", { queue: "amq.rabbitmq.reply-to", noAck: true, consumerTag: "answers" });
  return client;
}

describe("direct reply-to", () => {
  it("G01: leads an answer to who asked, without a queue", () => {
    const server = withQueue("rpc");
    const client = asking(server.bench);
    server.do("basic.consume", { queue: "rpc", consumerTag: "server", noAck: true });
    client.publish("rpc", "30", { properties: { replyTo: "amq.rabbitmq.reply-to", correlationId: "7" } });
    const [request] = server.take();
    const { replyTo } = request!.properties!;
    expect(replyTo).toMatch(/^amq\.rabbitmq\.reply-to\../);
    server.publish(replyTo!, "832040", { properties: { correlationId: "7" } });
    expect(client.take()).toMatchObject([
      { name: "basic.deliver", fields: { consumerTag: "answers" }, properties: { correlationId: "7" }, body: "832040" },
    ]);
    const declare = (): string[] => namesOf(server.do("queue.declare", { queue: replyTo!, passive: true }));
    expect(declare()).toEqual(["queue.declare-ok"]);
    client.connection.disconnected();
    expect(namesOf(server.publish(replyTo!, "late", { mandatory: true }))).toEqual(["basic.return"]);
    expect(server.publish(replyTo!, "later")).toEqual([]);
    expect(declare()).toEqual(["channel.close"]);
  });

  it("G02, G03: is without acknowledgements, and once for a channel", () => {
    expect(closeOf(Client.connected(new Bench()).do("basic.consume", { queue: "amq.rabbitmq.reply-to" }))).toBe(
      "channel.close 406 PRECONDITION_FAILED - reply consumer cannot acknowledge (60.20)",
    );
    expect(closeOf(asking(new Bench()).do("basic.consume", { queue: "amq.rabbitmq.reply-to", noAck: true }))).toBe(
      "channel.close 406 PRECONDITION_FAILED - reply consumer already set (60.20)",
    );
  });

  it("can be cancelled", () => {
    const client = asking(new Bench());
    expect(namesOf(client.do("basic.cancel", { consumerTag: "answers" }))).toEqual(["basic.cancel-ok"]);
    expect(client.bench.broker.replyReceivers.size).toBe(0);
  });
});
