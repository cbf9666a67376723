import { encodeContent, encodeHeartbeat, encodeMethod, makeMethod, PROTOCOL_HEADER } from "broker-lite/wire";
import fc from "fast-check";
import { expect, test } from "vitest";
import { FrameCutter } from "../../src/tap/frame-cutter.ts";

const FRAMES: readonly Buffer[] = [
  Buffer.from(PROTOCOL_HEADER),
  Buffer.from(encodeMethod(0, makeMethod("connection.start-ok", { mechanism: "PLAIN" }))),
  Buffer.from(encodeHeartbeat()),
  Buffer.from(encodeMethod(1, makeMethod("channel.open"))),
  ...splitContent(),
];

function splitContent(): readonly Buffer[] {
  const bytes = Buffer.concat(encodeContent(1, makeMethod("basic.publish"), {}, Buffer.from("body"), 131_072));
  return new FrameCutter().push(bytes).map((frame) => Buffer.from(frame));
}

test("the same bytes give the same frames however they are cut", () => {
  const bytes = Buffer.concat(FRAMES);
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 1, max: bytes.length - 1 })), (cuts) => {
      const cutter = new FrameCutter();
      const points = [0, ...cuts.toSorted((one, other) => one - other), bytes.length];
      const frames = points.slice(1).flatMap((end, index) => cutter.push(bytes.subarray(points[index], end)));
      expect(frames.map((frame) => Buffer.from(frame))).toEqual(FRAMES);
      expect(cutter.pendingBytes).toBe(0);
    }),
  );
});

test.each([
  ["a byte that begins no frame", Buffer.from("HTTP"), "no frame begins with 72"],
  ["a frame larger than any", Buffer.from([1, 0, 0, 0xff, 0xff, 0xff, 0xff]), "a frame of 4294967303 bytes"],
  ["a frame with another end", Buffer.from([8, 0, 0, 0, 0, 0, 0, 0]), "a frame that ends with 0"],
])("%s ends the cutting for good", (_name, bytes, reason) => {
  const cutter = new FrameCutter();
  expect(cutter.push(bytes)).toEqual([]);
  expect(cutter.broken).toBe(reason);
  expect(cutter.push(FRAMES[3]!)).toEqual([]);
});
