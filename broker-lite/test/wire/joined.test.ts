/** What is done for speed gives the same as what is done frame by frame. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  BASIC_CLASS_ID,
  DeliveryTemplate,
  encodeBody,
  encodeContent,
  encodeHeader,
  encodeHeartbeat,
  encodeMethod,
  FrameParser,
  FrameWriter,
  makeMethod,
  WireError,
  type Frame,
  type Properties,
  type PublishFrame,
} from "../../src/wire/index.ts";

const PROPERTIES: readonly Properties[] = [{}, { deliveryMode: 2 }, { contentType: "text/plain", correlationId: "1" }];

describe("a publish that is read as one", () => {
  test("is the same as its three frames, wherever the bytes are cut", () => {
    fc.assert(
      fc.property(traces(), fc.array(fc.nat(), { maxLength: 6 }), (bytes, cuts) => {
        const plain = new FrameParser().push(bytes).map(comparable);
        const parser = new FrameParser({ joins: () => true });
        const frames = chunks(bytes, cuts).flatMap((chunk) => read(parser, chunk));
        expect(frames.flatMap(split).map(comparable)).toEqual(plain);
      }),
      { seed: 5, numRuns: 300 },
    );
  });

  test("comes as one where it is complete, and where its channel allows it", () => {
    const bytes = publish(3, "orders", { deliveryMode: 2 }, Buffer.from("hello"));
    const asked: number[][] = [];
    const joins = (channel: number, bodyBytes: number): boolean => asked.push([channel, bodyBytes]) === 1;
    const parser = new FrameParser({ joins });
    expect(read(parser, bytes)).toEqual([
      {
        type: "publish",
        channel: 3,
        exchange: "x",
        routingKey: "orders",
        mandatory: true,
        immediate: false,
        properties: { deliveryMode: 2 },
        body: Buffer.from("hello"),
      },
    ]);
    expect(read(parser, bytes).map(({ type }) => type)).toEqual(["method", "header", "body"]);
    expect(asked).toEqual([
      [3, 5],
      [3, 5],
    ]);
  });

  const method = encodeMethod(1, makeMethod("basic.publish", { routingKey: "q" }));
  const body = Buffer.concat(encodeBody(1, Buffer.from("hello"), 0));
  test.each([
    ["a body on another channel", [method, header(1, 5), ...encodeBody(2, Buffer.from("hello"), 0)]],
    ["a body in two frames", [method, header(1, 10), body, body]],
    ["a body that is too long", [method, header(1, 4), body]],
    ["a header of another class", [method, encodeHeader(1, 50, 5, {}), body]],
    ["another method instead of a header", [method, method, header(1, 5), body]],
    ["a heartbeat in between", [method, encodeHeartbeat(), header(1, 5), body]],
    ["properties that can't be read", [method, damaged(header(1, 5)), body]],
    ["a frame that is larger than agreed on", [method, header(1, 5000), ...encodeBody(1, Buffer.alloc(5000), 0)]],
  ])("with %s comes frame by frame", (_name, pieces) => {
    const bytes = Buffer.concat(pieces);
    const plain = outcome(new FrameParser({ maximumFrameBytes: 4096 }), bytes);
    expect(outcome(new FrameParser({ maximumFrameBytes: 4096, joins: () => true }), bytes)).toEqual(plain);
  });
});

describe("a large body frame", () => {
  const payload = Buffer.from(Array.from({ length: 40_000 }, (_, index) => index % 251));
  const bytes = Buffer.concat([...encodeBody(7, payload, 0), encodeHeartbeat()]);
  const whole: Frame[] = [
    { type: "body", channel: 7, payload },
    { type: "heartbeat", channel: 0 },
  ];

  test.each([1, 6, 7, 8, 20_000, 40_006, 40_007, 40_008, 40_012])("is put together when it is cut at %i", (cut) => {
    const parser = new FrameParser();
    const frames = [...parser.push(bytes.subarray(0, cut)), ...parser.push(bytes.subarray(cut))];
    expect(frames).toEqual(whole);
  });

  test("is put together from many pieces", () => {
    const parser = new FrameParser();
    const frames: Frame[] = [];
    for (let at = 0; at < bytes.length; at += 999) frames.push(...parser.push(bytes.subarray(at, at + 999)));
    expect(frames).toEqual(whole);
  });

  test("with a wrong end ends everything", () => {
    const wrong = Buffer.from(bytes);
    wrong[40_007] = 0;
    const parser = new FrameParser();
    parser.push(wrong.subarray(0, 30_000));
    expect(() => parser.push(wrong.subarray(30_000))).toThrow("{invalid_frame_end_marker,0}");
    expect(parser.push(encodeHeartbeat())).toEqual([]);
  });
});

describe("a chunk whose memory is used again", () => {
  test("gives the same frames, whatever comes into that memory afterwards", () => {
    fc.assert(
      fc.property(traces(), fc.array(fc.nat(), { maxLength: 6 }), fc.boolean(), (bytes, cuts, areJoined) => {
        const plain = new FrameParser().push(bytes).map(comparable);
        const memory = Buffer.alloc(bytes.length);
        const parser = new FrameParser({ joins: () => areJoined });
        const frames = chunks(bytes, cuts).flatMap((chunk) => {
          const read = readBorrowed(parser, memory, chunk);
          memory.fill(0xee);
          return read;
        });
        expect(frames.flatMap(split).map(comparable)).toEqual(plain);
      }),
      { seed: 7, numRuns: 300 },
    );
  });

  test("is not kept by frames that wait until what came before them is done", () => {
    const bytes = Buffer.concat([1, 2, 3].map((size) => publish(1, "q", {}, Buffer.alloc(size * 9_000, size))));
    const memory = Buffer.from(bytes);
    const parser = new FrameParser({ joins: () => true });
    parser.feed(memory, true);
    const first = parser.next();
    parser.release();
    memory.fill(0xee);
    parser.feed(publish(1, "last", {}, Buffer.alloc(5, 4)));
    const frames = [first!, ...read(parser, Buffer.alloc(0))].flatMap(split);
    expect(frames.flatMap((frame) => (frame.type === "body" ? [bodyText(frame.payload)] : []))).toEqual(
      [9_000, 18_000, 27_000, 5].map((size, index) => `${size} × ${index + 1}`),
    );
  });

  test("leaves a small body with at most what came with it, a large one alone", () => {
    const [small, large] = [Buffer.alloc(20, 1), Buffer.alloc(20_000, 2)];
    const parser = new FrameParser({ joins: () => true });
    const memory = Buffer.concat([publish(1, "q", {}, large), publish(1, "q", {}, small)]);
    const bodies = readBorrowed(parser, memory, memory).map((frame) => frame.type === "publish" && frame.body);
    expect(bodies.map((body) => body && body.buffer.byteLength)).toEqual([large.length, 8 * 1024]);
  });
});

test("frames that wait behind others are not lost when more comes", () => {
  const parser = new FrameParser();
  const one = Buffer.from(encodeMethod(1, makeMethod("basic.ack", { deliveryTag: 1 })));
  parser.feed(Buffer.concat([one, one, one.subarray(0, 5)]));
  expect(parser.next()?.type).toBe("method");
  parser.feed(one.subarray(5));
  parser.feed(one);
  expect([parser.next(), parser.next(), parser.next(), parser.next()].map((frame) => frame?.type)).toEqual([
    "method",
    "method",
    "method",
    undefined,
  ]);
});

describe("deliveries", () => {
  test("have the bytes that a method, a header and a body have", () => {
    const delivery = fc.record({
      redelivered: fc.boolean(),
      exchange: fc.constantFrom("", "x"),
      routingKey: fc.constantFrom("a", "b", "ключ"),
      properties: fc.constantFrom(...PROPERTIES),
      size: fc.constantFrom(0, 1, 12, 4096, 20_000, 70_000, 140_000),
    });
    fc.assert(
      fc.property(fc.array(delivery, { maxLength: 12 }), fc.constantFrom(0, 4096, 131_072), (deliveries, maximum) => {
        const writer = new FrameWriter();
        writer.maximumFrameBytes = maximum;
        const template = new DeliveryTemplate(5, "tag");
        const expected: Uint8Array[] = [];
        for (const [index, { redelivered, exchange, routingKey, properties, size }] of deliveries.entries()) {
          const body = Buffer.alloc(size, index);
          const deliveryTag = index * 2 ** 31 + 1;
          writer.deliver(template, deliveryTag, redelivered, exchange, routingKey, properties, body);
          const fields = { consumerTag: "tag", deliveryTag, redelivered, exchange, routingKey };
          expected.push(...encodeContent(5, makeMethod("basic.deliver", fields), properties, body, maximum));
        }
        const all = Buffer.concat(expected);
        expect(writer.bytes).toBe(all.length);
        expect(Buffer.concat(writer.take()).equals(all)).toBe(true);
        expect(writer.bytes).toBe(0);
      }),
      { seed: 6, numRuns: 150 },
    );
  });

  test("that can't be encoded leave nothing behind", () => {
    const writer = new FrameWriter();
    const template = new DeliveryTemplate(1, "tag");
    const ack = makeMethod("basic.ack", { deliveryTag: 1 });
    writer.method(1, ack);
    expect(() => writer.deliver(template, 1, false, "", "x".repeat(256), {}, Buffer.alloc(1))).toThrow("255");
    expect(() => writer.content(1, ack, { type: "x".repeat(256) }, Buffer.alloc(1))).toThrow("255");
    expect(Buffer.concat(writer.take())).toEqual(Buffer.from(encodeMethod(1, ack)));
  });

  test("of two writers do not mix", () => {
    const [left, right] = [new FrameWriter(), new FrameWriter()];
    for (let deliveryTag = 1; deliveryTag <= 3; deliveryTag++) {
      left.method(1, makeMethod("basic.ack", { deliveryTag }));
      right.method(2, makeMethod("basic.ack", { deliveryTag }));
    }
    const taken = [left, right].map((writer) => new FrameParser().push(Buffer.concat(writer.take())));
    expect(taken.map((frames) => frames.map(({ channel }) => channel))).toEqual([
      [1, 1, 1],
      [2, 2, 2],
    ]);
  });
});

function publish(channel: number, routingKey: string, properties: Properties, body: Buffer): Buffer {
  const method = makeMethod("basic.publish", { exchange: "x", routingKey, mandatory: true });
  return Buffer.concat(encodeContent(channel, method, properties, body, 131_072));
}

function header(channel: number, bodyBytes: number): Uint8Array {
  return encodeHeader(channel, BASIC_CLASS_ID, bodyBytes, { correlationId: "c", type: "t" });
}

/** The length of its first property says more than there is. */
function damaged(bytes: Uint8Array): Buffer {
  const copy = Buffer.from(bytes);
  copy[7 + 14] = 200;
  return copy;
}

function traces(): fc.Arbitrary<Buffer> {
  const piece = fc.oneof(
    fc.constant(Buffer.from(encodeHeartbeat())),
    fc.constant(Buffer.from(encodeMethod(1, makeMethod("basic.ack", { deliveryTag: 3 })))),
    fc
      .tuple(fc.integer({ min: 1, max: 3 }), fc.string({ maxLength: 70 }), fc.constantFrom(...PROPERTIES), bodies())
      .map(([channel, key, properties, body]) => publish(channel, key.slice(0, 60), properties, body)),
  );
  return fc.array(piece, { minLength: 1, maxLength: 12 }).map((pieces) => Buffer.concat(pieces));
}

function bodies(): fc.Arbitrary<Buffer> {
  return fc.constantFrom(0, 1, 12, 500, 17_000).map((size) => Buffer.alloc(size, size));
}

function chunks(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].toSorted((a, b) => a - b);
  return places.slice(1).map((end, index) => bytes.subarray(places[index], end));
}

/** As a socket reads: into memory that it has used before, and that is somebody else's when the frames are read. */
function readBorrowed(parser: FrameParser, memory: Buffer, chunk: Buffer): (Frame | PublishFrame)[] {
  chunk.copy(memory);
  parser.feed(memory.subarray(0, chunk.length), true);
  const frames: (Frame | PublishFrame)[] = [];
  for (let frame = parser.next(); frame !== undefined; frame = parser.next()) frames.push(frame);
  parser.release();
  return frames;
}

function bodyText(body: Uint8Array): string {
  return `${body.length} × ${[...new Set(body)].join(",")}`;
}

function read(parser: FrameParser, bytes: Uint8Array): (Frame | PublishFrame)[] {
  const frames: (Frame | PublishFrame)[] = [];
  parser.feed(bytes);
  for (let frame = parser.next(); frame !== undefined; frame = parser.next()) frames.push(frame);
  return frames;
}

/** The frames that it was made of. */
function split(frame: Frame | PublishFrame): Frame[] {
  if (frame.type !== "publish") return [frame];
  const { channel, exchange, routingKey, mandatory, immediate, properties, body } = frame;
  const method = makeMethod("basic.publish", { exchange, routingKey, mandatory, immediate });
  const frames: Frame[] = [
    { type: "method", channel, method },
    { type: "header", channel, classId: BASIC_CLASS_ID, bodySize: body.length, properties },
  ];
  return body.length === 0 ? frames : [...frames, { type: "body", channel, payload: body }];
}

/** A payload as text, however its bytes lie. */
function comparable(frame: Frame): unknown {
  return frame.type === "body" ? { ...frame, payload: Buffer.from(frame.payload).toString("hex") } : frame;
}

/** All frames, then the error. */
function outcome(parser: FrameParser, bytes: Uint8Array): unknown[] {
  const seen: unknown[] = [];
  try {
    parser.feed(bytes);
    for (let frame = parser.next(); frame !== undefined; frame = parser.next())
      seen.push(...split(frame).map(comparable));
  } catch (error) {
    seen.push(error instanceof WireError ? error.replyText : error);
  }
  return seen;
}
