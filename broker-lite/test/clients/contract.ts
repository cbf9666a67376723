/**
 * What every client must find: the behaviour that the lessons rely on, seen through a library. Runs against a broker-lite
 * of its own, or against the broker at BROKER_URL, which is how its expectations were made.
 */
import { randomBytes } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startBroker, type Broker } from "broker-lite";
import {
  Inbox,
  type Delivered,
  type Driver,
  type DriverChannel,
  type DriverConnection,
  type Received,
} from "./driver.ts";

/** The smallest body that needs several frames of 128 KiB, and then some. */
const LARGE_BODY_BYTES = 1024 * 1024;

export function clientContract(driver: Driver): void {
  let broker: Broker | undefined;
  let url: string;
  let connection: DriverConnection;
  let channel: DriverChannel;
  /** Part of every name, so that a broker that is not fresh does not matter. */
  let unique: string;
  let cleanup: (() => Promise<void>)[];

  beforeAll(async () => {
    const given = process.env["BROKER_URL"];
    if (given === undefined) broker = await startBroker({ port: 0 });
    url = given ?? (broker as Broker).url;
  });

  afterAll(() => broker?.close());

  beforeEach(async () => {
    unique = randomBytes(4).toString("hex");
    cleanup = [];
    connection = await driver.connect(url);
    channel = await connection.channel();
  });

  afterEach(async () => {
    await connection.close();
    if (cleanup.length === 0) return;
    const cleaner = await driver.connect(url);
    channel = await cleaner.channel();
    // oxlint-disable-next-line no-await-in-loop -- one channel
    for (const clean of cleanup) await clean();
    await cleaner.close();
  });

  async function durableQueue(suffix = "queue"): Promise<string> {
    const name = `${unique}-${suffix}`;
    await channel.declareQueue(name, { durable: true });
    cleanup.push(() => channel.deleteQueue(name));
    return name;
  }

  async function exchange(type: string): Promise<string> {
    const name = `${unique}-${type}`;
    await channel.declareExchange(name, type);
    cleanup.push(() => channel.deleteExchange(name));
    return name;
  }

  async function boundQueue(to: string, routingKey: string, args?: Readonly<Record<string, string>>): Promise<string> {
    const { name } = await channel.declareQueue("", { exclusive: true });
    await channel.bind(name, to, routingKey, args);
    return name;
  }

  /** All bodies that are in the queue now. */
  async function drained(queue: string): Promise<string[]> {
    const bodies: string[] = [];
    for (;;) {
      // oxlint-disable-next-line no-await-in-loop -- until it is empty
      const message = await channel.get(queue);
      if (message === undefined) return bodies;
      // oxlint-disable-next-line no-await-in-loop -- in their order
      await channel.acknowledge(message.deliveryTag);
      bodies.push(text(message));
    }
  }

  test("hello: body and properties arrive as they were sent", async () => {
    const queue = await durableQueue();
    const inbox = new Inbox<Delivered>();
    const properties = {
      contentType: "application/octet-stream",
      correlationId: "c-1",
      replyTo: "elsewhere",
      messageId: "m-1",
      persistent: true,
      headers: { shop: "Łódź", count: 5, paid: true },
    };
    await channel.publish({ routingKey: queue, body: Buffer.from("Hello, 世界!"), properties });
    await channel.consume(queue, true, inbox.receive);
    const message = await inbox.next();
    expect(text(message)).toBe("Hello, 世界!");
    expect(message).toMatchObject({ exchange: "", routingKey: queue, redelivered: false, properties });
  });

  test("an unacknowledged message comes back, marked, when its connection is lost", async () => {
    const queue = await durableQueue();
    await channel.publish({ routingKey: queue, body: Buffer.from("task") });
    const second = await driver.connect(url);
    const first = new Inbox<Delivered>();
    const again = new Inbox<Delivered>();
    const lost = await second.channel();
    await lost.consume(queue, false, first.receive);
    expect((await first.next()).redelivered).toBe(false);
    await second.drop();
    await channel.consume(queue, false, again.receive);
    const message = await again.next();
    expect([text(message), message.redelivered]).toEqual(["task", true]);
    await channel.acknowledge(message.deliveryTag);
    expect(await channel.declareQueue(queue, { passive: true })).toMatchObject({ messages: 0 });
  });

  test("publisher confirms", async () => {
    const queue = await durableQueue();
    await channel.confirmSelect();
    for (let number = 0; number < 50; number++) {
      // oxlint-disable-next-line no-await-in-loop -- in their order
      await channel.publish({ routingKey: queue, body: Buffer.from(String(number)), properties: { persistent: true } });
    }
    await channel.waitForConfirms();
    expect(await channel.declareQueue(queue, { passive: true })).toMatchObject({ messages: 50 });
  });

  test("prefetch 1: the next task comes after the acknowledgement", async () => {
    const queue = await durableQueue();
    const inbox = new Inbox<Delivered>();
    await channel.confirmSelect();
    for (const body of ["a", "b"]) await channel.publish({ routingKey: queue, body: Buffer.from(body) });
    await channel.waitForConfirms();
    await channel.prefetch(1);
    await channel.consume(queue, false, inbox.receive);
    const first = await inbox.next();
    // A round trip on the channel: whatever was to come before it has come.
    expect(await channel.declareQueue(queue, { passive: true })).toMatchObject({ messages: 1, consumers: 1 });
    expect(inbox.size).toBe(0);
    await channel.acknowledge(first.deliveryTag);
    expect([text(first), text(await inbox.next())]).toEqual(["a", "b"]);
  });

  describe("exchanges", () => {
    test("fanout: everybody gets it; nobody there is no error", async () => {
      const logs = await exchange("fanout");
      await channel.publish({ exchange: logs, routingKey: "", body: Buffer.from("unheard") });
      const queues = [await boundQueue(logs, ""), await boundQueue(logs, "")];
      await channel.publish({ exchange: logs, routingKey: "any", body: Buffer.from("news") });
      expect([await drained(queues[0]!), await drained(queues[1]!)]).toEqual([["news"], ["news"]]);
    });

    test("direct: by the key, once for several bindings", async () => {
      const logs = await exchange("direct");
      const errors = await boundQueue(logs, "error");
      const all = await boundQueue(logs, "error");
      await channel.bind(all, logs, "info");
      for (const key of ["info", "error", "debug"])
        await channel.publish({ exchange: logs, routingKey: key, body: Buffer.from(key) });
      expect([await drained(errors), await drained(all)]).toEqual([["error"], ["info", "error"]]);
    });

    test("topic: * is one word, # is any", async () => {
      const logs = await exchange("topic");
      const star = await boundQueue(logs, "old.*");
      const hash = await boundQueue(logs, "old.#");
      for (const key of ["old", "old.boy", "old.boy.python"])
        await channel.publish({ exchange: logs, routingKey: key, body: Buffer.from(key) });
      expect([await drained(star), await drained(hash)]).toEqual([["old.boy"], ["old", "old.boy", "old.boy.python"]]);
    });

    test("headers: all or any", async () => {
      const orders = await exchange("headers");
      const all = await boundQueue(orders, "", { "x-match": "all", size: "large", colour: "red" });
      const any = await boundQueue(orders, "", { "x-match": "any", size: "large", colour: "red" });
      await channel.publish({
        exchange: orders,
        routingKey: "",
        body: Buffer.from("both"),
        properties: { headers: { size: "large", colour: "red" } },
      });
      await channel.publish({
        exchange: orders,
        routingKey: "",
        body: Buffer.from("one"),
        properties: { headers: { size: "large", colour: "blue" } },
      });
      expect([await drained(all), await drained(any)]).toEqual([["both"], ["both", "one"]]);
    });
  });

  describe("RPC", () => {
    test("with a reply queue of one's own", async () => {
      const requests = await durableQueue("rpc");
      await serve(channel, requests);
      const client = await driver.connect(url);
      const asking = await client.channel();
      const replies = new Inbox<Delivered>();
      const { name } = await asking.declareQueue("", { exclusive: true });
      await asking.consume(name, true, replies.receive);
      await asking.publish({
        routingKey: requests,
        body: Buffer.from("ping"),
        properties: { replyTo: name, correlationId: "7" },
      });
      const reply = await replies.next();
      expect([text(reply), reply.properties.correlationId]).toEqual(["ping!", "7"]);
      await client.close();
    });

    test("with direct reply-to", async () => {
      const requests = await durableQueue("rpc");
      await serve(channel, requests);
      const client = await driver.connect(url);
      const asking = await client.channel();
      const replies = new Inbox<Delivered>();
      await asking.consume("amq.rabbitmq.reply-to", true, replies.receive);
      const properties = { replyTo: "amq.rabbitmq.reply-to", correlationId: "8" };
      await asking.publish({ routingKey: requests, body: Buffer.from("ping"), properties });
      const reply = await replies.next();
      expect([text(reply), reply.properties.correlationId]).toEqual(["ping!", "8"]);
      await client.close();
    });
  });

  test("get takes one message, or says that there is none", async () => {
    const queue = await durableQueue();
    expect(await channel.get(queue)).toBeUndefined();
    await channel.publish({ routingKey: queue, body: Buffer.from("one") });
    const message = await channel.get(queue);
    expect(message && [text(message), message.routingKey]).toEqual(["one", queue]);
  });

  test("a requeued message comes back to its place, marked; a rejected one does not", async () => {
    const queue = await durableQueue();
    for (const body of ["a", "b"]) await channel.publish({ routingKey: queue, body: Buffer.from(body) });
    const first = (await channel.get(queue))!;
    await channel.reject(first.deliveryTag, true);
    const again = (await channel.get(queue))!;
    expect([text(again), again.redelivered]).toEqual(["a", true]);
    await channel.reject(again.deliveryTag, false);
    expect(await drained(queue)).toEqual(["b"]);
  });

  test("a mandatory message that goes nowhere is returned", async () => {
    const returns = new Inbox<Received & { readonly replyCode: number }>();
    channel.onReturn(returns.receive);
    await channel.publish({ routingKey: `${unique}-nowhere`, body: Buffer.from("lost?"), mandatory: true });
    const message = await returns.next();
    expect([text(message), message.replyCode, message.routingKey]).toEqual(["lost?", 312, `${unique}-nowhere`]);
  });

  test("a body of a megabyte", async () => {
    const queue = await durableQueue();
    const body = randomBytes(LARGE_BODY_BYTES);
    await channel.publish({ routingKey: queue, body });
    const message = await channel.get(queue);
    expect(message?.body.equals(body)).toBe(true);
  });

  test("the broker names a queue that has no name, and takes it away with its connection", async () => {
    const other = await driver.connect(url);
    const { name } = await (await other.channel()).declareQueue("", { exclusive: true });
    expect(name).toMatch(/^amq\.gen-[\w-]{22}$/);
    await other.close();
    await expect(channel.declareQueue(name, { passive: true })).rejects.toThrow(/NOT_FOUND/);
  });

  test("a cancelled consumer gets nothing more", async () => {
    const queue = await durableQueue();
    const inbox = new Inbox<Delivered>();
    const consumerTag = await channel.consume(queue, true, inbox.receive);
    await channel.cancel(consumerTag);
    // RabbitMQ's queue may answer what is asked of it before it takes what came before; not before it has confirmed that.
    await channel.confirmSelect();
    await channel.publish({ routingKey: queue, body: Buffer.from("later") });
    await channel.waitForConfirms();
    expect(await channel.declareQueue(queue, { passive: true })).toMatchObject({ messages: 1, consumers: 0 });
    expect(inbox.size).toBe(0);
  });

  describe("errors close the channel with their code, and nothing else", () => {
    test("404: no such queue", async () => {
      await expect(channel.declareQueue(`${unique}-none`, { passive: true })).rejects.toThrow(
        new RegExp(`NOT_FOUND - no queue '${unique}-none' in vhost`),
      );
      await expect((await connection.channel()).declareQueue("", { exclusive: true })).resolves.toMatchObject({
        messages: 0,
      });
    });

    test("405: somebody else's exclusive queue", async () => {
      const other = await driver.connect(url);
      const { name } = await (await other.channel()).declareQueue("", { exclusive: true });
      await expect(channel.get(name)).rejects.toThrow(
        /RESOURCE_LOCKED - cannot obtain exclusive access to locked queue/,
      );
      await other.close();
    });

    test("406: the queue is there with other properties", async () => {
      const queue = await durableQueue();
      await expect(channel.declareQueue(queue, { durable: false })).rejects.toThrow(
        new RegExp(`PRECONDITION_FAILED - inequivalent arg 'durable' for queue '${queue}'`),
      );
    });
  });

  test("a quorum queue, as the official tutorials declare it", async () => {
    const queue = `${unique}-quorum`;
    await channel.declareQueue(queue, { durable: true, arguments: { "x-queue-type": "quorum" } });
    cleanup.push(() => channel.deleteQueue(queue));
    await channel.confirmSelect();
    await channel.publish({ routingKey: queue, body: Buffer.from("task"), properties: { persistent: true } });
    await channel.waitForConfirms();
    const inbox = new Inbox<Delivered>();
    await channel.prefetch(1);
    await channel.consume(queue, false, inbox.receive);
    const message = await inbox.next();
    await channel.acknowledge(message.deliveryTag);
    expect(text(message)).toBe("task");
  });
}

/** Answers every request with its text and an exclamation mark. */
async function serve(channel: DriverChannel, queue: string): Promise<void> {
  await channel.consume(queue, true, (request) => {
    const { replyTo = "", correlationId = "" } = request.properties;
    const body = Buffer.from(`${text(request)}!`);
    void channel.publish({ routingKey: replyTo, body, properties: { correlationId } });
  });
}

function text(message: Received): string {
  return message.body.toString("utf8");
}
