/** However bytes come from sockets, the same ones come, and the server counts its sockets. */
import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { pauseReading, startReading } from "../../src/server/reading.ts";

const KIB = 1024;
const isWindows = process.platform === "win32";

let server: Server;
let peers: Socket[];

beforeEach(async () => {
  peers = [];
  server = createServer({ pauseOnConnect: true }).listen(0, "127.0.0.1");
  await once(server, "listening");
});

afterEach(async () => {
  for (const peer of peers) peer.destroy();
  if (server.listening) await closed();
});

function closed(): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}

interface Pair {
  readonly peer: Socket;
  readonly socket: Socket;
  /** What it has received, joined; copied when it was received. */
  readonly received: () => Buffer;
  readonly receivedBytes: () => number;
  /** Of each chunk. */
  readonly wereBorrowed: boolean[];
}

async function pair(sharesMemory: boolean, prepare: (accepted: Socket) => void = () => {}): Promise<Pair> {
  const peer = connect((server.address() as AddressInfo).port, "127.0.0.1");
  peers.push(peer);
  const [accepted] = (await once(server, "connection")) as [Socket];
  prepare(accepted);
  const chunks: Buffer[] = [];
  const wereBorrowed: boolean[] = [];
  let receivedBytes = 0;
  const socket = startReading(accepted, sharesMemory, (chunk, isBorrowed) => {
    chunks.push(Buffer.from(chunk));
    receivedBytes += chunk.length;
    wereBorrowed.push(isBorrowed);
  });
  return { peer, socket, received: () => Buffer.concat(chunks), receivedBytes: () => receivedBytes, wereBorrowed };
}

async function until(isSo: () => boolean): Promise<void> {
  // oxlint-disable-next-line no-await-in-loop -- one turn after the other
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}

function connectionCount(): Promise<number> {
  return new Promise((resolve, reject) =>
    server.getConnections((error, count) => (error === null ? resolve(count) : reject(error))),
  );
}

/** Unlike any other with another seed, and nowhere the same twice in a row. */
function bytes(length: number, seed: number): Buffer {
  return Buffer.from(Array.from({ length }, (_, index) => (index * 7 + (index >> 8) * 13 + seed * 31) & 0xff));
}

describe.each([
  ["the same memory", true],
  ["memory of their own", false],
])("sockets that read into %s", (_name, sharesMemory) => {
  test("get what their peers say, each its own, and count it", async () => {
    const pairs = [await pair(sharesMemory), await pair(sharesMemory), await pair(sharesMemory)];
    const said = pairs.map((_, index) => bytes(300 * KIB + index, index));
    for (const [index, { peer }] of pairs.entries()) peer.write(said[index]!);
    await until(() => pairs.every(({ receivedBytes }, index) => receivedBytes() === said[index]!.length));
    for (const [index, { received, socket }] of pairs.entries()) {
      expect(received().equals(said[index]!)).toBe(true);
      expect(socket.bytesRead).toBe(said[index]!.length);
    }
  });

  test("say something, and see the end", async () => {
    const { peer, socket, received } = await pair(sharesMemory);
    const heard = once(peer, "data");
    socket.write("hello");
    expect(String((await heard)[0])).toBe("hello");
    const ended = once(socket, "end");
    peer.end("bye");
    await Promise.all([ended, once(socket, "close")]);
    expect(received().toString()).toBe("bye");
  });

  test("are counted by their server until they are closed", async () => {
    const [first, second] = [await pair(sharesMemory), await pair(sharesMemory)];
    expect(await connectionCount()).toBe(2);
    first.socket.destroy();
    await once(first.socket, "close");
    expect(await connectionCount()).toBe(1);
    let isClosed = false;
    const over = closed().then(() => (isClosed = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(isClosed).toBe(false);
    second.peer.resetAndDestroy();
    second.socket.on("error", () => {});
    await over;
  });

  test("keep their peer waiting while they are paused, and lose nothing", async () => {
    const { peer, socket, received, receivedBytes } = await pair(sharesMemory);
    pauseReading(socket);
    const said = bytes(256 * KIB, 5);
    const copies = 100;
    for (let count = 0; count < copies; count++) peer.write(said);
    // Nothing goes through any more when what lies between is full; more would be the memory of the broker.
    await until(() => socket.readableLength >= socket.readableHighWaterMark);
    const readBytes = socket.bytesRead;
    for (let turn = 0; turn < 20; turn++) {
      // oxlint-disable-next-line no-await-in-loop -- one turn after the other
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(socket.bytesRead).toBe(readBytes);
    expect(readBytes).toBeLessThan(256 * KIB);
    expect([receivedBytes(), peer.writableLength > 0]).toEqual([0, true]);

    socket.resume();
    await until(() => receivedBytes() > readBytes);
    pauseReading(socket);
    socket.resume();
    await until(() => receivedBytes() === copies * said.length);
    for (let count = 0; count < copies; count++) {
      expect(
        received()
          .subarray(count * said.length, (count + 1) * said.length)
          .equals(said),
      ).toBe(true);
    }
  });

  test("see while they are paused that their peer is gone", async () => {
    const { peer, socket } = await pair(sharesMemory);
    pauseReading(socket);
    let hasEnded = false;
    socket.once("end", () => (hasEnded = true));
    peer.end();
    await until(() => hasEnded);
    expect(socket.isPaused()).toBe(true);
  });

  test("get what was said before the end only when they go on, and then the end", async () => {
    const { peer, socket, received, receivedBytes } = await pair(sharesMemory);
    pauseReading(socket);
    peer.end("last words");
    await until(() => socket.bytesRead === "last words".length);
    let hasEnded = false;
    socket.once("end", () => {
      hasEnded = true;
      expect(received().toString()).toBe("last words");
    });
    for (let turn = 0; turn < 5; turn++) {
      // oxlint-disable-next-line no-await-in-loop -- one turn after the other
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect([receivedBytes(), hasEnded]).toEqual([0, false]);
    socket.resume();
    await until(() => hasEnded);
  });
});

test.runIf(!isWindows)("sockets that share memory lend it, but for what waited", async () => {
  const { peer, socket, receivedBytes, wereBorrowed } = await pair(true);
  peer.write("one");
  await until(() => receivedBytes() === 3);
  pauseReading(socket);
  peer.write("two");
  await until(() => socket.readableLength === 3);
  socket.resume();
  await until(() => receivedBytes() === 6);
  expect(wereBorrowed).toEqual([true, false]);
});

test("a socket that can't be told where to read to has memory of its own", async () => {
  const { peer, receivedBytes, wereBorrowed } = await pair(true, (accepted) => {
    Object.defineProperty(Reflect.get(accepted, "_handle"), "useUserBuffer", { value: undefined });
  });
  peer.write("one");
  await until(() => receivedBytes() === 3);
  expect(wereBorrowed).toEqual([false]);
  expect(await connectionCount()).toBe(1);
});
