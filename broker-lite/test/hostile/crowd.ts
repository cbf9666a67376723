/**
 * Clients that mean no good, each with one way of its own, against any broker on a port. Owns what they send; that nobody else suffers is
 * what the caller looks at.
 */
import { once } from "node:events";
import { connect as connectSocket, type Socket } from "node:net";
import { encodeMethod, fieldTable, makeMethod, PROTOCOL_HEADER, type MethodName } from "../../src/wire/index.ts";
import { Random } from "../fuzz/random.ts";
import { randomFrames } from "../fuzz/grammar.ts";
import { recordings, spoiled } from "../fuzz/traffic.ts";

/** How far a client goes before it drops its connection. */
const STAGES = [
  "a socket",
  "half a protocol header",
  "a protocol header",
  "start-ok",
  "half of start-ok",
  "tune-ok",
  "open",
  "a channel with an exclusive queue and a consumer",
  "half a message",
] as const;
export type Stage = (typeof STAGES)[number];
export const ALL_STAGES: readonly Stage[] = STAGES;

/** How it goes: FIN, RST, or FIN and no more reading. */
const GOODBYES = ["end", "reset", "destroy"] as const;

export async function dial(port: number): Promise<Socket> {
  const socket = connectSocket({ host: "127.0.0.1", port });
  socket.on("error", () => {});
  await once(socket, "connect");
  return socket;
}

function bytesUntil(stage: Stage): Uint8Array {
  const startOk = method(0, "connection.start-ok", {
    clientProperties: fieldTable({}),
    mechanism: "PLAIN",
    response: Buffer.from("\0guest\0guest"),
  });
  const tuneOk = method(0, "connection.tune-ok", { channelMax: 10, frameMax: 131_072 });
  const open = method(0, "connection.open", { virtualHost: "/" });
  const working = [
    method(1, "channel.open", {}),
    method(1, "queue.declare", { exclusive: true }),
    method(1, "basic.consume", {}),
  ];
  const greeting = [PROTOCOL_HEADER, startOk, tuneOk, open];
  switch (stage) {
    case "a socket":
      return Buffer.alloc(0);
    case "half a protocol header":
      return PROTOCOL_HEADER.subarray(0, 4);
    case "a protocol header":
      return PROTOCOL_HEADER;
    case "half of start-ok":
      return Buffer.concat([PROTOCOL_HEADER, startOk.subarray(0, startOk.length / 2)]);
    case "start-ok":
      return Buffer.concat(greeting.slice(0, 2));
    case "tune-ok":
      return Buffer.concat(greeting.slice(0, 3));
    case "open":
      return Buffer.concat(greeting);
    case "a channel with an exclusive queue and a consumer":
      return Buffer.concat([...greeting, ...working]);
    case "half a message":
      return Buffer.concat([...greeting, ...working, method(1, "basic.publish", {})]);
  }
}

function method(channel: number, name: MethodName, fields: object): Uint8Array {
  return encodeMethod(channel, makeMethod(name, fields));
}

/** Comes, goes so far, and drops its connection. Resolves when the socket is closed on this side. */
export async function comeAndGo(port: number, index: number): Promise<void> {
  const socket = await dial(port);
  const stage = ALL_STAGES[index % ALL_STAGES.length] ?? "a socket";
  const goodbye = GOODBYES[Math.floor(index / ALL_STAGES.length) % GOODBYES.length];
  const bytes = bytesUntil(stage);
  if (bytes.length > 0) await new Promise<void>((resolve) => socket.write(bytes, () => resolve()));
  const closed = once(socket, "close");
  if (goodbye === "reset") socket.resetAndDestroy();
  else if (goodbye === "destroy") socket.destroy();
  else socket.resume().end();
  await closed;
}

/** Says something that is not AMQP, or not in order; resolves when it is hung up on. The number of frames that were sent. */
export async function babble(port: number, seed: number): Promise<number> {
  const random = new Random(seed);
  const socket = await dial(port);
  const closed = once(socket, "close");
  const sent = random.chance(0.5)
    ? spoiled(random, random.pick(recordings()))
    : Array.from({ length: 1 + random.below(60) }, () => randomFrames(random));
  const greeting = random.chance(0.5)
    ? PROTOCOL_HEADER
    : bytesUntil("a channel with an exclusive queue and a consumer");
  socket.resume().end(Buffer.concat([greeting, ...sent.map(({ bytes }) => bytes)]));
  await closed;
  return sent.reduce((sum, { frameCount }) => sum + frameCount, 0);
}
