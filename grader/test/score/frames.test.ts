import { expect, test } from "vitest";
import { failureLines, frameLine, wireLines } from "../../src/score/frames.ts";
import { Recording } from "../support/recording.ts";

function lines(recording: Recording): readonly string[] {
  return recording.evidence().events.map((event) => frameLine(event).line);
}

test("a message is one line with its properties and its body, escaped and cut", () => {
  const recording = new Recording().on("send");
  recording
    .sends("basic.publish", { routingKey: "q" }, "a\u001b[2J\nb", { deliveryMode: 2 })
    .sends("basic.publish", {}, "x".repeat(200));
  const [first, second] = lines(recording);
  expect(first).toBe('basic.publish exchange="" routing-key="q" delivery-mode=2 body="a\\u001b[2J\\nb"');
  expect(second).toBe(`basic.publish exchange="" routing-key="" body="${"x".repeat(80)}"… (200 bytes)`);
});

test("a password is not shown", () => {
  const response = Buffer.from("\0user\0secret");
  const [line] = lines(new Recording().on("send", 1, 0).sends("connection.start-ok", { mechanism: "PLAIN", response }));
  expect(line).toBe('connection.start-ok mechanism="PLAIN"');
});

test("a failure shows its frames with a neighbour of the same program on each side", () => {
  const recording = new Recording().on("a").connects().on("b").connects();
  const shown = failureLines(recording.evidence(), [3, 99]);
  expect(shown.map(({ number, program, offending }) => [number, program, offending])).toEqual([
    [2, "a", false],
    [3, "a", true],
    [4, "a", false],
  ]);
});

test("very many frames are shown without their middle", () => {
  const recording = new Recording().on("a");
  for (let count = 0; count < 2000; count += 1) recording.sends("basic.get");
  const shown = wireLines(recording.evidence());
  expect(shown).toHaveLength(1000);
  expect([shown[699]?.number, shown[700]?.number]).toEqual([700, 1701]);
});
