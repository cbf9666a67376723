/**
 * The load generator of the bench notices what it must: a broker that loses, doubles, swaps or damages a message is not measured. Nothing
 * here depends on time.
 */
import { createServer, connect, type AddressInfo, type Server, type Socket } from "node:net";
import { once } from "node:events";
import { afterEach, expect, test } from "vitest";
import { startBroker, type Broker } from "../../src/index.ts";
import { FrameParser, encodeBody, encodeHeader, encodeMethod, type Frame } from "../../src/wire/index.ts";
import { checksum, makeBody } from "../../bench/load/body.ts";
import { perform } from "../../bench/load/perform.ts";
import { Tally } from "../../bench/load/tally.ts";
import type { FlowWork, Outcome, Work } from "../../bench/load/work.ts";

const opened: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) {
    // oxlint-disable-next-line no-await-in-loop -- the newest first
    await close();
  }
});

const FLOW: FlowWork = {
  kind: "flow",
  durationMs: 60_000,
  messagesMaximum: 1000,
  bodyBytes: 12,
  patienceMs: 60_000,
  exchange: "default",
  queues: 1,
  bindings: 0,
  prefetch: undefined,
  window: 400,
  depth: 0,
  idleConnections: 0,
};

const WORKS: readonly (readonly [string, Work, number])[] = [
  ["automatic acknowledgement", FLOW, 1000],
  ["bodies in several frames", { ...FLOW, bodyBytes: 200_000, messagesMaximum: 8, window: 4 }, 8],
  ["manual acknowledgement", { ...FLOW, prefetch: 10 }, 1000],
  ["fanout", { ...FLOW, exchange: "fanout", queues: 10 }, 10_000],
  ["topic", { ...FLOW, exchange: "topic", queues: 10, bindings: 1000 }, 1000],
  ["a queue that is not empty", { ...FLOW, prefetch: 250, depth: 2000 }, 1000],
  [
    "confirms",
    {
      kind: "confirm",
      durationMs: 60_000,
      messagesMaximum: 500,
      bodyBytes: 1024,
      patienceMs: 60_000,
      durable: true,
      batch: 100,
      window: 100,
    },
    500,
  ],
  ["a full queue", { kind: "fill", durationMs: 0, messagesMaximum: 500, bodyBytes: 1024, patienceMs: 60_000 }, 500],
  ["RPC", { kind: "rpc", durationMs: 60_000, messagesMaximum: 50, bodyBytes: 12, patienceMs: 60_000 }, 50],
];

test.each(WORKS)("%s: everything is counted", async (_name, work, expected) => {
  const broker = await start();
  const outcome = await measured(broker.url, work);
  expect(outcome.count).toBeGreaterThanOrEqual(expected);
  expect(outcome.count % 1).toBe(0);
});

test("connections come and go", async () => {
  const broker = await start();
  const outcome = await measured(broker.url, { kind: "churn", durationMs: 1, atOnce: 2 });
  expect(outcome.count).toBeGreaterThanOrEqual(1);
});

test.each([
  ["loses one", loseOnce, /nothing came for 500 ms after 599 messages: something is lost/],
  ["sends one in another's place", swapOnce, /not the ones that were due/],
  ["doubles one", doubleOnce, /not the ones that were due/],
  ["damages one", damageOnce, /do not match their checksum/],
])("a broker that %s fails the run", async (_name, fault, complaint) => {
  const broker = await start();
  const url = await between(broker, fault());
  await expect(measured(url, { ...FLOW, messagesMaximum: 600, patienceMs: 500 })).rejects.toThrow(complaint);
});

test("a checksum is the same whole and in parts, and not the same for other bytes", () => {
  for (const bytes of [12, 64, 65, 1000]) {
    const body = makeBody(7, bytes, 1);
    const whole = checksum(body, 8, bytes, 7, bytes);
    expect(body.readUInt32BE(4)).toBe(whole);
    expect(checksum(body, 10, bytes, checksum(body, 8, 10, 7, bytes), bytes)).toBe(whole);
    body[bytes - 1]! ^= 1;
    expect(checksum(body, 8, bytes, 7, bytes)).not.toBe(whole);
  }
});

test("a tally knows what is missing", () => {
  const tally = new Tally(2, 1, false);
  tally.note(1, 0, true);
  expect(() => tally.assertComplete(1)).not.toThrow();
  expect(() => tally.assertComplete(2)).toThrow("queue 1 gave 1 of 2 messages");
});

async function start(): Promise<Broker> {
  const broker = await startBroker({ port: 0 });
  opened.push(() => broker.close());
  return broker;
}

async function measured(url: string, work: Work): Promise<Outcome> {
  let outcome: Outcome | undefined;
  await perform(url, work, {
    ready: () => Promise.resolve(),
    measured: (seen) => {
      outcome = seen;
      return Promise.resolve();
    },
  });
  if (outcome === undefined) throw new Error("nothing was measured");
  return outcome;
}

type Fault = (frame: Frame) => readonly Frame[];

/** Stands between the generator and the broker, and does something to what the broker sends. */
async function between({ port }: Broker, fault: Fault): Promise<string> {
  const server: Server = createServer((client) => {
    const broker = connect(port, "127.0.0.1");
    const parser = new FrameParser({ maximumFrameBytes: 0 });
    client.pipe(broker);
    broker.on("data", (chunk) => {
      for (const frame of parser.push(chunk)) for (const changed of fault(frame)) client.write(bytesOf(changed));
    });
    endTogether(client, broker);
    endTogether(broker, client);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  opened.push(() => server.close());
  return `amqp://guest:guest@127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function endTogether(one: Socket, other: Socket): void {
  one.on("error", () => other.destroy());
  one.on("close", () => other.destroy());
}

function bytesOf(frame: Frame): Uint8Array {
  switch (frame.type) {
    case "method":
      return encodeMethod(frame.channel, frame.method);
    case "header":
      return encodeHeader(frame.channel, frame.classId, frame.bodySize, frame.properties);
    case "body":
      return Buffer.concat(encodeBody(frame.channel, frame.payload, 0));
    case "heartbeat":
      return Uint8Array.of(8, 0, 0, 0, 0, 0, 0, 206);
  }
}

const FAULTY = 300;

/** The message in question: all three of its frames. */
function perMessage(change: (frame: Frame, isFaulty: boolean) => readonly Frame[]): Fault {
  let messages = 0;
  return (frame) => {
    if (frame.type === "method" && frame.method.name === "basic.deliver") messages++;
    const isContent = frame.type !== "method" || frame.method.name === "basic.deliver";
    return change(frame, isContent && messages === FAULTY);
  };
}

function loseOnce(): Fault {
  return perMessage((frame, isFaulty) => (isFaulty ? [] : [frame]));
}

/** So that the number is right. */
function swapOnce(): Fault {
  let kept: Frame[] = [];
  return perMessage((frame, isFaulty) => {
    if (!isFaulty) return [frame];
    kept = [...kept, frame];
    if (frame.type !== "body") return [];
    const [method, header] = kept;
    return [method!, header!, { ...frame, payload: makeBody(5, 12, 1) }];
  });
}

function doubleOnce(): Fault {
  let kept: Frame[] = [];
  return perMessage((frame, isFaulty) => {
    if (!isFaulty) return [frame];
    kept = [...kept, frame];
    return frame.type === "body" ? [...kept, ...kept] : [];
  });
}

function damageOnce(): Fault {
  return perMessage((frame, isFaulty) => {
    if (!isFaulty || frame.type !== "body") return [frame];
    const payload = Buffer.from(frame.payload);
    payload[payload.length - 1]! ^= 1;
    return [{ ...frame, payload }];
  });
}
