import { describe, expect, test } from "vitest";
import fc from "fast-check";
import {
  BASIC_CLASS_ID,
  encodeBody,
  encodeContent,
  encodeHeader,
  encodeHeartbeat,
  encodeMethod,
  fieldTable,
  FrameParser,
  isProtocolHeader,
  makeMethod,
  PROPERTIES,
  PROTOCOL_HEADER,
  WireError,
  type Frame,
  type Properties,
} from "broker-lite/wire";
import { definitions } from "./amqplib-definitions.ts";

const ALL_PROPERTIES: Required<Properties> = {
  contentType: "text/plain",
  contentEncoding: "gzip",
  headers: fieldTable({ a: "b" }),
  deliveryMode: 2,
  priority: 9,
  correlationId: "c-1",
  replyTo: "amq.gen-x",
  expiration: "60000",
  messageId: "m-1",
  timestamp: 1_700_000_000,
  type: "order",
  userId: "guest",
  appId: "shop",
  clusterId: "k",
};

test("the same bytes give the same frames, wherever they are cut", () => {
  fc.assert(
    fc.property(traces(), fc.array(fc.nat(), { maxLength: 20 }), (bytes, cuts) => {
      const whole = new FrameParser().push(bytes);
      const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].toSorted((a, b) => a - b);
      const parser = new FrameParser();
      const pieces = places.slice(1).map((end, index) => bytes.subarray(places[index], end));
      expect(pieces.flatMap((piece) => parser.push(piece))).toEqual(whole);
    }),
    { seed: 3, numRuns: 200 },
  );
});

test("one trace, cut in two at every place, and byte by byte", () => {
  const bytes = fc.sample(traces(), { seed: 4, numRuns: 1 })[0]!;
  const whole = new FrameParser().push(bytes);
  expect(whole.length).toBeGreaterThan(3);
  for (let cut = 0; cut <= bytes.length; cut++) {
    const parser = new FrameParser();
    expect([...parser.push(bytes.subarray(0, cut)), ...parser.push(bytes.subarray(cut))]).toEqual(whole);
  }
  const parser = new FrameParser();
  expect([...bytes].flatMap((byte) => parser.push(Uint8Array.of(byte)))).toEqual(whole);
});

test("a body is a view of the bytes that came", () => {
  const bytes = Buffer.concat(encodeBody(1, Buffer.from("hello"), 0));
  const [frame] = new FrameParser().push(bytes);
  expect(frame).toEqual({ type: "body", channel: 1, payload: Buffer.from("hello") });
  expect(frame?.type === "body" && frame.payload.buffer).toBe(bytes.buffer);
});

describe("content headers", () => {
  test("amqplib writes the same bytes for all properties", () => {
    const theirs = definitions.encodeProperties(BASIC_CLASS_ID, 3, 5, { ...ALL_PROPERTIES, headers: { a: "b" } });
    expect(hex(encodeHeader(3, BASIC_CLASS_ID, 5, ALL_PROPERTIES))).toBe(hex(theirs));
    expect(new FrameParser().push(theirs)).toEqual([
      { type: "header", channel: 3, classId: BASIC_CLASS_ID, bodySize: 5, properties: ALL_PROPERTIES },
    ]);
  });

  test("pika 1.2.0's bytes", () => {
    const bytes =
      "02000100000061003c00000000000000000005b0400a746578742f706c61696e0000003b0161530000000162016e4900000005016c6c0000010000" +
      "00000001747401016444020000007d0178410000000e564600000008016b53000000017602000000006553f100ce";
    const properties: Properties = {
      contentType: "text/plain",
      headers: {
        ...fieldTable({ a: "b", n: 5, l: 2 ** 40, t: true }),
        d: { type: "decimal", value: { scale: 2, unscaled: 125 } },
        ...fieldTable({ x: [null, { k: "v" }] }),
      },
      deliveryMode: 2,
      timestamp: 1_700_000_000,
    };
    expect(hex(encodeHeader(1, BASIC_CLASS_ID, 5, properties))).toBe(bytes);
    expect(new FrameParser().push(Buffer.from(bytes, "hex"))).toMatchObject([{ properties }]);
  });

  test.each(PROPERTIES.map(([name]) => name))("%s alone", (name) => {
    const bytes = encodeHeader(1, BASIC_CLASS_ID, 0, { [name]: ALL_PROPERTIES[name] });
    const theirs = name === "headers" ? { headers: { a: "b" } } : { [name]: ALL_PROPERTIES[name] };
    expect(hex(bytes)).toBe(hex(definitions.encodeProperties(BASIC_CLASS_ID, 1, 0, theirs)));
    expect(new FrameParser().push(bytes)).toMatchObject([{ properties: { [name]: ALL_PROPERTIES[name] } }]);
  });

  test("none at all", () => {
    expect(hex(encodeHeader(1, BASIC_CLASS_ID, 0, {}))).toBe("0200010000000e003c000000000000000000000000ce");
  });

  test("a property over 255 bytes is refused by its name", () => {
    expect(() => encodeHeader(1, BASIC_CLASS_ID, 0, { correlationId: "x".repeat(256) })).toThrow(
      "property correlationId: a short string is at most 255 bytes long, not 256",
    );
  });
});

describe("bodies", () => {
  test("are cut to frame-max, which counts a frame's head and end", () => {
    const pieces = encodeBody(2, Buffer.alloc(10_000, 7), 4096);
    const frames = new FrameParser({ maximumFrameBytes: 4096 }).push(Buffer.concat(pieces));
    expect(frames.map((frame) => frame.type === "body" && frame.payload.length)).toEqual([4088, 4088, 1824]);
  });

  test("need no frame when they are empty", () => expect(encodeBody(1, new Uint8Array(0), 4096)).toEqual([]));

  test.each([0, 1, 4088, 4089, 4096, 4097, 9000])("of %i bytes, with their method and header", (length) => {
    const publish = makeMethod("basic.publish", { routingKey: "hello" });
    const body = Buffer.alloc(length, 1);
    const pieces = encodeContent(9, publish, { deliveryMode: 2 }, body, 4096);
    const parser = new FrameParser({ maximumFrameBytes: 4096 });
    const frames = parser.push(Buffer.concat(pieces));
    expect(frames.slice(0, 2)).toEqual([
      { type: "method", channel: 9, method: publish },
      { type: "header", channel: 9, classId: BASIC_CLASS_ID, bodySize: length, properties: { deliveryMode: 2 } },
    ]);
    const payloads = frames.slice(2).map((frame) => (frame.type === "body" ? frame.payload : new Uint8Array(0)));
    expect(Buffer.concat(payloads).equals(body)).toBe(true);
    expect(payloads.every((payload) => payload.length <= 4088)).toBe(true);
  });
});

// The words are RabbitMQ 3.10.8's, where it has some.
describe("bad frames", () => {
  test.each([
    [
      "an unknown frame type",
      "09 0001 00000003 616263 ce",
      501,
      'FRAME_ERROR - type 9, all octets = <<"abc">>: unknown_frame',
    ],
    [
      "a wrong frame-end octet",
      "03 0001 00000003 616263 00",
      501,
      'FRAME_ERROR - type 3, all octets = <<"abc">>: {invalid_frame_end_marker,0}',
    ],
    [
      "a heartbeat with a payload",
      "08 0000 00000002 7878 ce",
      501,
      'FRAME_ERROR - type 8, all octets = <<"xx">>: unknown_frame',
    ],
    [
      "a frame over the maximum",
      "03 0001 00001001",
      501,
      "FRAME_ERROR - type 3, all octets = <<>>: {frame_too_large,4097,4088}",
    ],
    [
      "a content header whose properties end too early",
      "02 0001 0000000e 003c 0000 0000000000000000 ffff ce",
      541,
      "INTERNAL_ERROR",
    ],
    [
      "a content header that says more than it should",
      "02 0001 00000010 003c 0000 0000000000000000 0000 0000 ce",
      541,
      "INTERNAL_ERROR",
    ],
    ["a content header that is cut", "02 0001 00000002 003c ce", 501, "FRAME_ERROR"],
    [
      "more bytes shown than fit a line",
      `09 0001 00000014 ${"00".repeat(20)} ce`,
      501,
      `FRAME_ERROR - type 9, first 16 octets = <<${"0,".repeat(15)}0>>: unknown_frame`,
    ],
  ])("%s", (_what, text, code, replyText) => {
    const error = errorOf(new FrameParser({ maximumFrameBytes: 4096 }), text);
    expect(error.replyCode).toBe(code);
    expect(error.replyText.startsWith(replyText)).toBe(true);
  });

  test("an end octet that comes later is checked when it comes", () => {
    const parser = new FrameParser();
    expect(parser.push(Buffer.from("030001000000016100".slice(0, -2), "hex"))).toEqual([]);
    expect(errorOf(parser, "00").replyCode).toBe(501);
  });

  test("the frames before it are not lost", () => {
    const error = errorOf(new FrameParser(), `${hex(encodeHeartbeat())} 09 0001 00000000 ce`);
    expect(error.framesBefore).toEqual([{ type: "heartbeat", channel: 0 }]);
  });

  test("behind an unknown frame the next one is found; behind a wrong end nothing is", () => {
    const parser = new FrameParser();
    errorOf(parser, `09 0001 00000000 ce ${hex(encodeHeartbeat())}`);
    expect(parser.push(new Uint8Array(0))).toEqual([{ type: "heartbeat", channel: 0 }]);
    errorOf(parser, `09 0001 00000000 00 ${hex(encodeHeartbeat())}`);
    expect(parser.push(encodeHeartbeat())).toEqual([]);
  });

  test("the maximum may be changed, and 0 is none", () => {
    const bytes = Buffer.concat(encodeBody(1, Buffer.alloc(200_000), 0));
    expect(() => new FrameParser().push(bytes)).toThrow("frame_too_large");
    const parser = new FrameParser({ maximumFrameBytes: 4096 });
    parser.maximumFrameBytes = 0;
    expect(parser.push(bytes)).toHaveLength(1);
  });
});

test("the protocol header", () => {
  expect(hex(PROTOCOL_HEADER)).toBe("414d515000000901");
  expect(isProtocolHeader(Buffer.from("AMQP\0\0\x09\x01"))).toBe(true);
  expect(isProtocolHeader(Buffer.from("AMQP\0\x01\0\0"))).toBe(false);
  expect(isProtocolHeader(Buffer.from("AMQP"))).toBe(false);
});

test("a heartbeat", () => expect(hex(encodeHeartbeat())).toBe("0800000000000000".slice(0, 14) + "ce"));

/** Some frames of all kinds, one behind the other. */
function traces(): fc.Arbitrary<Buffer> {
  const text = fc.string({ unit: "grapheme", maxLength: 40 });
  const channel = fc.integer({ min: 1, max: 2047 });
  const frame = fc.oneof(
    fc.constant(encodeHeartbeat()),
    fc
      .tuple(channel, text)
      .map(([number, routingKey]) => encodeMethod(number, makeMethod("basic.publish", { routingKey }))),
    fc
      .tuple(channel, text)
      .map(([number, value]) =>
        encodeMethod(number, makeMethod("queue.declare", { arguments: fieldTable({ value }) })),
      ),
    fc
      .tuple(channel, fc.nat(1e9), text)
      .map(([number, size, value]) =>
        encodeHeader(number, 60, size, { correlationId: value, headers: fieldTable({ value }) }),
      ),
    fc
      .tuple(channel, fc.uint8Array({ maxLength: 100 }))
      .map(([number, body]) => Buffer.concat(encodeBody(number, body, 40))),
  );
  return fc.array(frame, { minLength: 4, maxLength: 12 }).map((frames) => Buffer.concat(frames));
}

function errorOf(parser: FrameParser, text: string): WireError {
  let frames: Frame[];
  try {
    frames = parser.push(Buffer.from(text.replaceAll(" ", ""), "hex"));
  } catch (error) {
    if (error instanceof WireError) return error;
    throw error;
  }
  throw new Error(`nothing was thrown, but ${frames.length} frames came`);
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
