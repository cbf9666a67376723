/** Clients that say nothing, read nothing, never go, or come and go without end: each harms itself at most. */
import { once } from "node:events";
import { connect as connectSocket, type Socket } from "node:net";
import { connect, type Channel } from "amqplib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { PROFILES } from "../../src/core/profile.ts";
import { CLOSE_TIMEOUT_MS, HANDSHAKE_TIMEOUT_MS } from "../../src/limits.ts";
import { Users } from "../../src/server/auth.ts";
import { run, type Running } from "../../src/server/running.ts";
import { memoryStore } from "../../src/store/index.ts";
import { encodeMethod, fieldTable, makeMethod, PROTOCOL_HEADER, type MethodName } from "../../src/wire/index.ts";
import { ManualTime } from "../oracle/manual-time.ts";

const MIB = 1024 * 1024;
/** Fewer than usual, so that a test reaches the limit. */
const CONNECTIONS = 300;

let time: ManualTime;
let broker: Running;
let sockets: Socket[];

async function start(sharesMemory: boolean): Promise<void> {
  time = new ManualTime();
  sockets = [];
  broker = await run({
    host: "127.0.0.1",
    port: 0,
    store: memoryStore(),
    access: new Users([{ name: "guest", password: "guest" }]),
    vhosts: ["/"],
    profile: PROFILES["4.1"],
    heartbeatSeconds: 0,
    onDefect: (error) => {
      throw error;
    },
    connectionMaximum: CONNECTIONS,
    sharesMemory,
    time,
  });
}

afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await broker.stop();
});

async function dial(options: { allowHalfOpen?: boolean } = {}): Promise<Socket> {
  const socket = connectSocket({ host: "127.0.0.1", port: broker.port, ...options });
  sockets.push(socket);
  socket.on("error", () => {});
  await once(socket, "connect");
  return socket;
}

/** A client that is logged in and has a channel, and has read nothing yet. */
async function loggedIn(options: { allowHalfOpen?: boolean; heartbeat?: number } = {}): Promise<Socket> {
  const socket = await dial(options);
  const response = Buffer.from("\0guest\0guest");
  socket.write(PROTOCOL_HEADER);
  say(socket, 0, "connection.start-ok", { clientProperties: fieldTable({}), mechanism: "PLAIN", response });
  say(socket, 0, "connection.tune-ok", { channelMax: 10, frameMax: 131_072, heartbeat: options.heartbeat ?? 0 });
  say(socket, 0, "connection.open", { virtualHost: "/" });
  say(socket, 1, "channel.open", {});
  return socket;
}

function say(socket: Socket, channel: number, name: MethodName, fields: object): void {
  socket.write(encodeMethod(channel, makeMethod(name, fields)));
}

/** Turns of the event loop until it is so; the test's deadline is the only clock. */
async function until(isSo: () => boolean): Promise<void> {
  // oxlint-disable-next-line no-await-in-loop -- one turn after the other
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}

async function channel(): Promise<Channel> {
  const connection = await connect({ hostname: "127.0.0.1", port: broker.port });
  connection.on("error", () => {});
  return connection.createChannel();
}

async function comeAndGo(index: number): Promise<void> {
  const socket = index % 2 === 0 ? await dial() : await loggedIn();
  if (index % 4 === 0) socket.write(PROTOCOL_HEADER.subarray(0, index % 8));
  if (index % 2 === 1) {
    say(socket, 1, "queue.declare", { exclusive: true });
    say(socket, 1, "basic.consume", {});
  }
  if (index % 3 === 0) socket.resetAndDestroy();
  else if (index % 3 === 1) socket.destroy();
  else await once(socket.resume().end(), "close");
}

/** Whether the socket takes more; false once `isOver` while it does not. */
async function drainedBefore(socket: Socket, isOver: () => boolean): Promise<boolean> {
  let isDrained = false;
  socket.once("drain", () => {
    isDrained = true;
  });
  await until(() => isDrained || isOver());
  return !isOver();
}

describe.each([
  ["the same memory", true],
  ["memory of their own", false],
])("sockets that read into %s", (_name, sharesMemory) => {
  beforeEach(() => start(sharesMemory));

  test("slow loris: who has not said all of his greeting in time is gone", async () => {
    const socket = await dial();
    const closed = once(socket, "close");
    socket.write(PROTOCOL_HEADER);
    socket.resume();
    await once(socket, "data");
    // One byte of connection.start-ok for each second.
    for (let second = 1; second < HANDSHAKE_TIMEOUT_MS / 1000; second++) {
      socket.write(Uint8Array.of(1));
      time.advance(1000);
    }
    expect(broker.transports.size).toBe(1);
    time.advance(1000);
    await closed;
    await until(() => broker.transports.size === 0);
    expect(broker.core.deadlines.size).toBe(0);
  });

  test("half-open: a socket whose peer never says goodbye is taken from it", async () => {
    const socket = await loggedIn({ allowHalfOpen: true });
    socket.resume();
    say(socket, 7, "basic.publish", {});
    // The answer is connection.close; what should follow does not come.
    await until(() => [...broker.transports][0]?.connection.isRunning === false);
    time.advance(CLOSE_TIMEOUT_MS);
    await once(socket, "end");
    expect(broker.transports.size).toBe(1);
    time.advance(CLOSE_TIMEOUT_MS);
    await until(() => broker.transports.size === 0);
    expect(broker.core.deadlines.size).toBe(0);
  });

  test("half-open: a peer that is gone without a word is missed by its heartbeats, and gives back what it had", async () => {
    const publisher = await channel();
    await publisher.assertQueue("q");
    publisher.sendToQueue("q", Buffer.from("only one"));
    const socket = await loggedIn({ heartbeat: 10 });
    say(socket, 1, "basic.consume", { queue: "q" });
    const queue = broker.core.vhosts.get("/")?.queues.get("q");
    await until(() => queue?.unacknowledgedCount === 1);
    // It says nothing any more, and nothing says that it is gone; the broker's own heartbeats go out as ever.
    socket.pause();
    for (let second = 0; second < 40 && broker.transports.size === 2; second++) {
      time.advance(1000);
      // oxlint-disable-next-line no-await-in-loop -- one second after the other
      await new Promise((resolve) => setImmediate(resolve));
    }
    await until(() => broker.transports.size === 1);
    expect([queue?.readyCount, queue?.unacknowledgedCount, queue?.consumers.size]).toEqual([1, 0, 0]);
    expect((await publisher.checkQueue("q")).messageCount).toBe(1);
  });

  test("1,000 connects and drops, at every step of a greeting, leave nothing", async () => {
    const steady = await channel();
    await steady.assertQueue("steady");
    const bytesBefore = broker.core.room.bytes;
    for (let round = 0; round < 50; round++) {
      // oxlint-disable-next-line no-await-in-loop -- twenty at a time
      await Promise.all(Array.from({ length: 20 }, (_, index) => comeAndGo(index)));
    }
    await until(() => broker.transports.size === 1);
    steady.sendToQueue("steady", Buffer.from("still here"));
    const message = await steady.get("steady", { noAck: true });
    expect(message === false ? message : message.content.toString()).toBe("still here");
    const { vhosts, room, deadlines, memory } = broker.core;
    expect([...(vhosts.get("/")?.queues.keys() ?? [])]).toEqual(["steady"]);
    expect([room.bytes, deadlines.size, memory.bytes]).toEqual([bytesBefore, 0, 0]);
  });

  test("a consumer that never reads gets no more than its socket and a little take; the rest stays in its queue", async () => {
    const publisher = await channel();
    await publisher.assertQueue("q");
    const body = Buffer.alloc(1024);
    const count = 30_000;
    for (let sent = 0; sent < count; sent++) publisher.sendToQueue("q", body);
    const { messageCount } = await publisher.checkQueue("q");
    expect(messageCount).toBe(count);

    const socket = await loggedIn();
    say(socket, 1, "basic.consume", { queue: "q", noAck: true });
    const queue = broker.core.vhosts.get("/")?.queues.get("q");
    await until(() => queue?.consumers.size === 1);
    await publisher.checkQueue("q");
    const waiting = (): number => Math.max(...[...broker.transports].map((transport) => transport.bytesWaiting));
    expect(waiting()).toBeLessThan(4 * MIB);
    expect(queue?.readyCount).toBeGreaterThan(0);
    socket.resume();
    await until(() => queue?.readyCount === 0 && waiting() === 0);
  });

  test("who asks without end and reads no answer is not listened to any more", async () => {
    const publisher = await channel();
    await publisher.assertQueue("q");
    const socket = await loggedIn();
    await until(() => broker.transports.size === 2);
    const transport = [...broker.transports][1];
    const question = Buffer.from(encodeMethod(1, makeMethod("queue.declare", { queue: "q", passive: true })));
    const questions = Buffer.concat(Array.from({ length: 2000 }, () => question));
    // Until nothing more goes through: the broker does not read, and the buffers between are full.
    let isOpen = true;
    while (isOpen) {
      // oxlint-disable-next-line no-await-in-loop -- as fast as the socket takes it
      isOpen = socket.write(questions) || (await drainedBefore(socket, () => transport?.isUnread === true));
    }
    expect(transport?.bytesWaiting).toBeLessThan(8 * MIB);
    expect((await publisher.checkQueue("q")).messageCount).toBe(0);
    socket.resume();
    await until(() => transport?.isUnread === false);
  });

  test("answers to a requester that never reads wait, and count as memory", async () => {
    const socket = await loggedIn();
    say(socket, 1, "basic.consume", { queue: "amq.rabbitmq.reply-to", noAck: true });
    await until(() => broker.core.replyReceivers.size === 1);
    const [token = ""] = broker.core.replyReceivers.keys();
    const server = await channel();
    const count = 20_000;
    for (let sent = 0; sent < count; sent++) {
      server.sendToQueue(`amq.rabbitmq.reply-to.${token}`, Buffer.alloc(1024));
    }
    await server.assertQueue("q");
    const waiting = (): number => [...broker.transports].reduce((sum, transport) => sum + transport.bytesWaiting, 0);
    expect(waiting()).toBeLessThan(4 * MIB);
    expect(broker.core.memory.bytes).toBeGreaterThan(count * 256);
    socket.resume();
    await until(() => broker.core.memory.bytes === 0 && waiting() === 0);
  });

  test("more connections than the limit are hung up on, and there is room again when others go", async () => {
    const held = await Promise.all(Array.from({ length: CONNECTIONS }, () => dial()));
    const more = await dial();
    await once(more.resume(), "close");
    expect(broker.transports.size).toBe(CONNECTIONS);
    held[0]?.destroy();
    await expect.poll(() => broker.transports.size).toBe(CONNECTIONS - 1);
    const next = await dial();
    next.write(PROTOCOL_HEADER);
    const [start] = (await once(next, "data")) as [Buffer];
    expect(start[0]).toBe(1);
  });
});
