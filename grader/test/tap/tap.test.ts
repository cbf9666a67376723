import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import {
  encodeContent,
  encodeHeartbeat,
  encodeMethod,
  makeMethod,
  PROTOCOL_HEADER,
  type MethodName,
} from "broker-lite/wire";
import { afterEach, describe, expect, test } from "vitest";
import { EventLog } from "../../src/tap/event-log.ts";
import { Tap, type TapOptions } from "../../src/tap/tap.ts";

/** A broker that does nothing by itself: the test reads and writes its end of the connection. */
interface Line {
  readonly tap: Tap;
  readonly log: EventLog;
  readonly client: Socket;
  readonly broker: Socket;
  readonly server: Server;
}

const open: Line[] = [];
const UNBOUNDED = { maximumBytes: Number.POSITIVE_INFINITY, flooded: () => undefined } as const;

afterEach(async () => {
  for (const line of open.splice(0)) {
    line.client.destroy();
    await line.tap.close();
    line.server.close();
  }
});

async function connected(bounds: Pick<TapOptions, "maximumBytes" | "flooded"> = UNBOUNDED): Promise<Line> {
  const server = createServer({ allowHalfOpen: true });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const log = new EventLog();
  const address = { host: "127.0.0.1", port, tls: false, user: "user name", password: "p@ss/word", vhost: "a/b" };
  const tap = new Tap({ program: "send", address, log, random: () => 0.5, ...bounds });
  await tap.listen();
  const accepted = once(server, "connection") as Promise<[Socket]>;
  const client = connect({ port: Number(new URL(tap.url).port), host: "127.0.0.1", allowHalfOpen: true });
  client.on("error", () => undefined);
  const [broker] = await accepted;
  broker.on("error", () => undefined);
  const line = { tap, log, client, broker, server };
  open.push(line);
  return line;
}

/** Unlike `once`, is content with an end by an error. */
function closing(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.once("close", () => resolve()));
}

/** Resolves with the next bytes, so many at least. */
async function read(socket: Socket, bytes: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  while (length < bytes) {
    const [part] = (await once(socket, "data")) as [Buffer];
    parts.push(part);
    length += part.length;
  }
  return Buffer.concat(parts);
}

async function logged(log: EventLog, count: number): Promise<readonly string[]> {
  await new Promise<void>((resolve) => {
    const look = (): void => {
      if (log.last >= count) resolve();
    };
    log.listen(look);
    look();
  });
  return log.events.map((event) => (event.kind === "method" ? `${event.direction} ${event.method.name}` : event.kind));
}

function method(name: MethodName, channel = 1): Buffer {
  return Buffer.from(encodeMethod(channel, makeMethod(name)));
}

function delivery(body: string): Buffer {
  const deliver = makeMethod("basic.deliver", { consumerTag: "t", deliveryTag: 1, routingKey: "k" });
  return Buffer.concat(encodeContent(1, deliver, { deliveryMode: 2 }, Buffer.from(body), 131_072));
}

describe("what passes is unchanged, and a copy of it is recorded", () => {
  test("bytes in any pieces, both ways", async () => {
    const { client, broker, log } = await connected();
    const sent = Buffer.concat([PROTOCOL_HEADER, method("channel.open"), encodeHeartbeat(), method("queue.declare")]);
    const reading = read(broker, sent.length);
    for (const byte of sent) {
      if (!client.write(Buffer.of(byte))) await once(client, "drain");
    }
    expect(await reading).toEqual(sent);
    const answer = delivery("zażółć");
    const heard = read(client, answer.length);
    broker.write(answer);
    expect(await heard).toEqual(answer);
    expect(await logged(log, 4)).toEqual([
      "opened",
      "to-broker channel.open",
      "to-broker queue.declare",
      "to-program basic.deliver",
    ]);
    expect(log.events[3]).toMatchObject({
      number: 4,
      program: "send",
      connection: 1,
      channel: 1,
      content: { text: "zażółć" },
    });
  });

  test("bytes that are no AMQP go on all the same, and are recorded once", async () => {
    const { client, broker, log } = await connected();
    const bytes = Buffer.from("GET / HTTP/1.1\r\n\r\nand more of it");
    client.write(bytes);
    expect(await read(broker, bytes.length)).toEqual(bytes);
    expect(await logged(log, 2)).toEqual(["opened", "malformed"]);
    const answer = method("channel.open-ok");
    broker.write(answer);
    expect(await read(client, answer.length)).toEqual(answer);
    expect(await logged(log, 3)).toEqual(["opened", "malformed", "to-program channel.open-ok"]);
  });

  test("a frame with a field that can't be read goes on, and ends the decoding of that direction", async () => {
    const { client, broker, log } = await connected();
    const bad = method("queue.declare");
    bad.writeUInt16BE(9999, 7);
    const bytes = Buffer.concat([bad, method("channel.open")]);
    client.write(bytes);
    expect(await read(broker, bytes.length)).toEqual(bytes);
    expect(await logged(log, 2)).toEqual(["opened", "malformed"]);
  });

  test("its URL escapes user, password and vhost", async () => {
    const { tap } = await connected();
    expect(tap.url).toMatch(/^amqp:\/\/user%20name:p%40ss%2Fword@127\.0\.0\.1:\d+\/a%2Fb$/u);
  });

  test("a reader that does not keep up makes the sender wait", async () => {
    const { client, broker } = await connected();
    broker.pause();
    const megabyte = Buffer.alloc(1024 * 1024, 1);
    let written = 0;
    while (client.write(megabyte) && written < 256) written += 1;
    // The kernel's buffers take some; what the tap took for itself must stay within its own high-water mark.
    for (; written < 64 && !client.writableNeedDrain; written += 1) client.write(megabyte);
    expect(client.writableNeedDrain).toBe(true);
    broker.resume();
    const drained = once(client, "drain");
    broker.on("data", () => undefined);
    await drained;
  });
});

describe("how a connection ends", () => {
  test("one side closes its half: the other half goes on", async () => {
    const { client, broker, log } = await connected();
    broker.on("data", () => undefined);
    client.end(method("connection.close", 0));
    await once(broker, "end");
    const answer = method("connection.close-ok", 0);
    broker.end(answer);
    expect(await read(client, answer.length)).toEqual(answer);
    expect(await logged(log, 4)).toEqual([
      "opened",
      "to-broker connection.close",
      "closed-by-program",
      "to-program connection.close-ok",
    ]);
  });

  test("the broker's end is told from the program's, and a message that never came in full is recorded without content", async () => {
    const { client, broker, log } = await connected();
    client.on("data", () => undefined);
    broker.end(delivery("x").subarray(0, -4));
    await once(client, "end");
    expect(await logged(log, 3)).toEqual(["opened", "to-program basic.deliver", "closed-by-broker"]);
    expect(log.events[1]).not.toHaveProperty("content");
  });

  test("a broker that is not there ends it at once", async () => {
    const log = new EventLog();
    const address = { host: "127.0.0.1", port: 1, tls: false, user: "u", password: "p", vhost: "v" };
    const tap = new Tap({ program: "send", address, log, random: () => 0, ...UNBOUNDED });
    await tap.listen();
    const client = connect(Number(new URL(tap.url).port), "127.0.0.1");
    client.on("error", () => undefined);
    await closing(client);
    expect(await logged(log, 2)).toEqual(["opened", "closed-by-broker"]);
    await tap.close();
  });

  test("more than it may send and get is told once, and ends what it has and what it opens", async () => {
    let floods = 0;
    const { tap, client, broker, log } = await connected({ maximumBytes: 100, flooded: () => (floods += 1) });
    // A reset behind bytes that were not read yet is read as an end.
    broker.resume().once("end", () => broker.destroy());
    const heartbeat = encodeHeartbeat();
    broker.write(heartbeat);
    await read(client, heartbeat.length);
    const ends = Promise.all([closing(client), closing(broker)]);
    client.write(Buffer.concat(Array.from({ length: 100 / heartbeat.length }, () => heartbeat)));
    await ends;
    expect(await logged(log, 2)).toEqual(["opened", "cut-by-grader"]);
    const another = connect(Number(new URL(tap.url).port), "127.0.0.1");
    await once(another, "error");
    expect([floods, log.last]).toEqual([1, 2]);
  });

  test("after the scenario's end nobody is let in and nothing is recorded", async () => {
    const { tap, log, client } = await connected();
    const url = new URL(tap.url);
    log.close();
    const closed = closing(client);
    await tap.close();
    await closed;
    const late = connect(Number(url.port), "127.0.0.1");
    const [error] = (await once(late, "error")) as [NodeJS.ErrnoException];
    expect(error.code).toBe("ECONNREFUSED");
    expect(log.last).toBe(1);
  });
});

describe("faults", () => {
  test("cut resets both sides", async () => {
    const { tap, client, broker, log } = await connected();
    const ends = Promise.all([closing(client), closing(broker)]);
    tap.faults.cut();
    await ends;
    expect(await logged(log, 2)).toEqual(["opened", "cut-by-grader"]);
  });

  test("hold keeps a frame and all behind it, until it is released", async () => {
    const { tap, client, broker, log } = await connected();
    const hold = tap.faults.hold("to-broker", "queue.declare");
    const [first, held, behind] = [method("channel.open"), method("queue.declare"), method("basic.consume")];
    client.write(Buffer.concat([first, held, behind]));
    expect(await read(broker, first.length)).toEqual(first);
    await hold.held();
    // Recorded when the program sent them.
    expect(await logged(log, 4)).toHaveLength(4);
    const rest = read(broker, held.length + behind.length);
    hold.release();
    expect(await rest).toEqual(Buffer.concat([held, behind]));
    client.write(first);
    expect(await read(broker, first.length)).toEqual(first);
  });

  test("to the program, a held frame is recorded when it goes on", async () => {
    const { tap, client, broker, log } = await connected();
    const hold = tap.faults.hold("to-program", "basic.consume-ok");
    broker.write(method("basic.consume-ok"));
    await hold.held();
    expect(log.last).toBe(1);
    hold.release();
    expect(await read(client, method("basic.consume-ok").length)).toEqual(method("basic.consume-ok"));
    expect(log.last).toBe(2);
  });

  test("a hold that begins in the middle of a frame lets that frame go on", async () => {
    const { tap, client, broker, log } = await connected();
    const [begun, held] = [method("channel.open"), method("queue.declare")];
    client.write(begun.subarray(0, 5));
    expect(await read(broker, 5)).toEqual(begun.subarray(0, 5));
    const hold = tap.faults.hold("to-broker", "queue.declare");
    client.write(Buffer.concat([begun.subarray(5), held]));
    expect(await read(broker, begun.length - 5)).toEqual(begun.subarray(5));
    await hold.held();
    hold.release();
    expect(await read(broker, held.length)).toEqual(held);
    expect(await logged(log, 3)).toEqual(["opened", "to-broker channel.open", "to-broker queue.declare"]);
  });

  test("the next delivery comes twice, with one tag", async () => {
    const { tap, client, broker, log } = await connected();
    tap.faults.duplicateNextDelivery();
    const message = delivery("once");
    const other = method("basic.cancel");
    broker.write(Buffer.concat([message, other]));
    expect(await read(client, message.length * 2 + other.length)).toEqual(Buffer.concat([message, message, other]));
    expect(await logged(log, 4)).toEqual([
      "opened",
      "to-program basic.deliver",
      "to-program basic.deliver",
      "to-program basic.cancel",
    ]);
    broker.write(message);
    expect(await read(client, message.length)).toEqual(message);
  });

  test("delayed frames keep their order", async () => {
    const { tap, client, broker } = await connected();
    tap.faults.delay(8);
    const frames = Array.from({ length: 10 }, (_, index) => method("channel.open", index + 1));
    client.write(Buffer.concat(frames));
    expect(await read(broker, Buffer.concat(frames).length)).toEqual(Buffer.concat(frames));
  });
});
