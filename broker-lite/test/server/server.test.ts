import { mkdtemp, rm } from "node:fs/promises";
import { connect as connectSocket, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, type Channel, type ChannelModel, type GetMessage } from "amqplib";
import { afterEach, describe, expect, it } from "vitest";
import { startBroker, type Broker, type BrokerOptions } from "../../src/index.ts";

const cleanups: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) {
    // oxlint-disable-next-line no-await-in-loop -- in the reverse of the order in which they were made
    await cleanup();
  }
});

async function broker(options: BrokerOptions = {}): Promise<Broker> {
  const started = await startBroker({ port: 0, ...options });
  cleanups.push(() => started.close());
  return started;
}

async function directory(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "broker-lite-"));
  cleanups.push(() => rm(path, { recursive: true, force: true }));
  return path;
}

/** An error of the connection is what some tests are about; others see it in what they wait for. */
async function client(url: string): Promise<{ connection: ChannelModel; channel: Channel; ended: Promise<unknown> }> {
  const connection = await connect(url);
  const ended = new Promise((resolve) => {
    connection.on("error", resolve);
    connection.on("close", resolve);
  });
  return { connection, channel: await connection.createChannel(), ended };
}

function text(message: GetMessage | false): string | undefined {
  return message === false ? undefined : message.content.toString();
}

async function fill(url: string): Promise<void> {
  const { connection } = await client(url);
  const channel = await connection.createConfirmChannel();
  await channel.assertExchange("logs", "fanout", { durable: true });
  await channel.assertQueue("tasks", { durable: true });
  await channel.assertQueue("transient", { durable: false });
  await channel.bindQueue("tasks", "logs", "");
  channel.sendToQueue("tasks", Buffer.from("first"), { persistent: true });
  channel.sendToQueue("tasks", Buffer.from("lost"));
  channel.publish("logs", "", Buffer.from("second"), { persistent: true });
  await channel.waitForConfirms();
  await connection.close();
}

describe("startBroker", () => {
  it("takes a free port for 0, and says where it is", async () => {
    const [one, two] = await Promise.all([broker(), broker()]);
    expect(one.port).not.toBe(two.port);
    expect(one.url).toBe(`amqp://guest:guest@127.0.0.1:${one.port}`);
    const { channel } = await client(two.url);
    await channel.assertQueue("q");
    expect([one.queues(), two.queues().map(({ name }) => name)]).toEqual([[], ["q"]]);
  });

  it("says so where the port is taken", async () => {
    const { port } = await broker();
    await expect(startBroker({ port })).rejects.toMatchObject({
      code: "EADDRINUSE",
      message: expect.stringContaining(`port ${port} on 127.0.0.1 is taken`) as string,
    });
  });

  it("lets in the users that it was given, and nobody else", async () => {
    const { url, port } = await broker({ users: [{ name: "ann", password: "p@ss:/" }] });
    const { connection } = await client(url);
    await connection.close();
    await expect(connect(`amqp://guest:guest@127.0.0.1:${port}`)).rejects.toThrow(/403.*ACCESS_REFUSED/s);
  });

  it("lists queues as rabbitmqctl would", async () => {
    const started = await broker({ vhosts: ["/", "other"] });
    const { channel } = await client(`${started.url}/other`);
    await channel.assertQueue("q", { durable: true, arguments: { "x-queue-type": "quorum" } });
    channel.sendToQueue("q", Buffer.from("a"));
    channel.sendToQueue("q", Buffer.from("b"));
    expect(text(await channel.get("q"))).toBe("a");
    expect(started.queues("/")).toEqual([]);
    expect(started.queues("none")).toEqual([]);
    expect(started.queues("other")).toEqual([
      {
        name: "q",
        vhost: "other",
        type: "quorum",
        durable: true,
        autoDelete: false,
        exclusive: false,
        arguments: { "x-queue-type": "quorum" },
        messagesReady: 1,
        messagesUnacknowledged: 1,
        consumers: 0,
      },
    ]);
  });

  it("makes and deletes vhosts while it runs, and closes what is connected to them", async () => {
    const started = await broker();
    await started.createVhost("new");
    const { channel, ended } = await client(`${started.url}/new`);
    await channel.assertQueue("q");
    await started.deleteVhost("new");
    await started.deleteVhost("new");
    await expect(ended).resolves.toMatchObject({
      message: expect.stringContaining("vhost 'new' is deleted") as string,
    });
    await expect(connect(`${started.url}/new`)).rejects.toThrow(/ConnectionClose/);
    expect(started.queues("new")).toEqual([]);
  });

  it("does what is due when its time has come", async () => {
    const started = await broker();
    const { channel } = await client(started.url);
    await channel.assertQueue("dead");
    await channel.assertQueue("q", { messageTtl: 5, deadLetterExchange: "", deadLetterRoutingKey: "dead" });
    const died = new Promise((resolve) => {
      void channel.consume("dead", (message) => resolve(message?.content.toString()));
    });
    channel.sendToQueue("q", Buffer.from("short"));
    await expect(died).resolves.toBe("short");
  });

  it("holds back what a client does not read, and delivers it when it does", async () => {
    const started = await broker();
    const slow = await client(started.url);
    const { stream } = (slow.connection as unknown as { connection: { stream: Socket } }).connection;
    const publisher = await (await client(started.url)).connection.createConfirmChannel();
    await slow.channel.assertQueue("q");
    const all = new Promise((resolve) => {
      let count = 0;
      void slow.channel.consume("q", () => ++count === MESSAGES && resolve(count), { noAck: true });
    });
    // A round trip, so that the consumer is there before its client stops reading.
    await slow.channel.checkQueue("q");
    stream.pause();
    const body = Buffer.alloc(1024 * 1024, "x");
    for (let index = 0; index < MESSAGES; index++) publisher.sendToQueue("q", body);
    await publisher.waitForConfirms();
    expect(started.queues()[0]?.messagesReady).toBeGreaterThan(0);
    stream.resume();
    await expect(all).resolves.toBe(MESSAGES);
  });
});

/** Of 1 MiB each: more than two sockets and the broker's own limit hold. */
const MESSAGES = 48;

describe.each(["in memory", "on disk"])("a restart, %s", (kept) => {
  async function startedBroker(): Promise<Broker> {
    return kept === "on disk" ? broker({ dataDir: await directory() }) : broker();
  }

  it("D58: keeps what is durable and forgets the rest, on the same port", async () => {
    const started = await startedBroker();
    await fill(started.url);
    const { port } = started;
    await started.restart();
    expect(started.port).toBe(port);
    const { channel, connection } = await client(started.url);
    expect(started.queues().map(({ name, messagesReady }) => [name, messagesReady])).toEqual([["tasks", 2]]);
    channel.publish("logs", "", Buffer.from("third"));
    const bodies = [await channel.get("tasks"), await channel.get("tasks"), await channel.get("tasks")].map(text);
    expect(bodies).toEqual(["first", "second", "third"]);
    await connection.close();
  });

  it("J06: tells its clients", async () => {
    const started = await startedBroker();
    const { connection, ended } = await client(started.url);
    const closed = new Promise((resolve) => connection.on("close", resolve));
    await started.restart();
    await ended;
    await expect(closed).resolves.toMatchObject({
      message: expect.stringMatching(
        /320 .*CONNECTION_FORCED - broker forced connection closure with reason 'shutdown'/s,
      ) as string,
    });
  });

  it("gives back what was open, as redelivered, and once more after another restart", async () => {
    const started = await startedBroker();
    await fill(started.url);
    const before = await client(started.url);
    await before.channel.prefetch(1);
    await new Promise((resolve) => {
      void before.channel.consume("tasks", resolve);
    });
    await started.restart();
    await started.restart();
    const after = await client(started.url);
    const [first, second] = [await after.channel.get("tasks"), await after.channel.get("tasks")];
    expect([first, second].map((message) => message !== false && message.fields.redelivered)).toEqual([true, false]);
    expect([first, second].map(text)).toEqual(["first", "second"]);
    await after.connection.close();
  });

  it("keeps vhosts that were made meanwhile", async () => {
    const started = await startedBroker();
    await started.createVhost("new");
    await started.restart();
    const { connection, channel } = await client(`${started.url}/new`);
    expect(await channel.assertQueue("q")).toMatchObject({ queue: "q" });
    await connection.close();
  });
});

describe("a data directory", () => {
  it("outlives the broker", async () => {
    const dataDir = await directory();
    const first = await broker({ dataDir });
    await fill(first.url);
    await first.close();
    const second = await broker({ dataDir });
    expect(second.queues().map(({ name, messagesReady }) => [name, messagesReady])).toEqual([["tasks", 2]]);
  });
});

describe("closing", () => {
  it("is done once, ends all connections, and frees the port", async () => {
    const started = await broker();
    const { ended } = await client(started.url);
    await Promise.all([started.close(), started.close()]);
    await ended;
    await expect(started.restart()).rejects.toThrow("the broker is closed");
    const again = await broker({ port: started.port });
    expect(again.port).toBe(started.port);
  });

  it("tells its clients (320), and keeps on disk what they had sent without waiting for a confirm", async () => {
    const dataDir = await directory();
    const started = await broker({ dataDir });
    const { channel, connection, ended } = await client(started.url);
    const closed = new Promise((resolve) => connection.on("close", resolve));
    await channel.assertQueue("tasks", { durable: true });
    for (const body of ["first", "second"]) channel.sendToQueue("tasks", Buffer.from(body), { persistent: true });
    // Answered when both have been taken; nothing says yet that they are on disk.
    await channel.checkQueue("tasks");
    await started.close();
    await ended;
    await expect(closed).resolves.toMatchObject({ message: expect.stringContaining("320") as string });
    const again = await broker({ dataDir });
    expect(again.queues().map(({ name, messagesReady }) => [name, messagesReady])).toEqual([["tasks", 2]]);
  });

  it("does not wait for a client that never hangs up", async () => {
    const started = await broker();
    const socket = connectSocket({ port: started.port, host: "127.0.0.1", allowHalfOpen: true });
    await new Promise((resolve) => socket.once("connect", resolve));
    const ended = new Promise((resolve) => socket.once("close", () => resolve("ended")));
    socket.on("error", () => {});
    await started.close();
    socket.end();
    socket.resume();
    await expect(ended).resolves.toBe("ended");
  });
});
