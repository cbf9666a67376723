import { describe, expect, test } from "vitest";
import { ContentAssembler, makeMethod, WireError, type Frame, type Properties } from "broker-lite/wire";

const publish = makeMethod("basic.publish", { routingKey: "hello" });
const declare = makeMethod("queue.declare", { queue: "hello" });
const properties: Properties = { deliveryMode: 2 };

describe("complete methods", () => {
  test("a method without content comes at once, and alone", () => {
    expect(new ContentAssembler().push(method(declare))).toEqual({ method: declare });
  });

  test("a method with content comes with its last frame", () => {
    const assembler = new ContentAssembler();
    expect(assembler.push(method(publish))).toBeUndefined();
    expect(assembler.isInContent).toBe(true);
    expect(assembler.push(header(5))).toBeUndefined();
    expect(assembler.push(body("he"))).toBeUndefined();
    expect(assembler.push(body("llo"))).toEqual({ method: publish, properties, body: Buffer.from("hello") });
    expect(assembler.isInContent).toBe(false);
  });

  test("a body of one frame is not copied", () => {
    const assembler = new ContentAssembler();
    const payload = Buffer.from("hello");
    assembler.push(method(publish));
    assembler.push(header(5));
    expect(assembler.push({ type: "body", channel: 1, payload })?.body).toBe(payload);
  });

  test("an empty body needs no frame", () => {
    const assembler = new ContentAssembler();
    assembler.push(method(publish));
    expect(assembler.push(header(0))).toEqual({ method: publish, properties, body: new Uint8Array(0) });
    expect(assembler.push(method(declare))).toEqual({ method: declare });
  });

  test("an empty body frame in the middle counts for nothing", () => {
    const assembler = new ContentAssembler();
    assembler.push(method(publish));
    assembler.push(header(2));
    expect(assembler.push(body(""))).toBeUndefined();
    expect(assembler.push(body("ok"))?.body).toEqual(Buffer.from("ok"));
  });

  test("reset forgets what was begun", () => {
    const assembler = new ContentAssembler();
    assembler.push(method(publish));
    assembler.reset();
    expect(assembler.push(method(declare))).toEqual({ method: declare });
  });
});

// RabbitMQ 3.10.8's words; the last is ours: it waits for a frame that ends the matter.
describe("frames that come at the wrong time close the connection with 505", () => {
  test.each<[string, readonly Frame[], string, string | undefined]>([
    ["a header without a method", [header(1)], "expected method frame, got non method frame instead", undefined],
    ["a body without a header", [body("x")], "expected method frame, got non method frame instead", undefined],
    [
      "a method instead of a header",
      [method(publish), method(declare)],
      "expected content header for class 60, got non content header frame instead",
      "basic.publish",
    ],
    [
      "a body instead of a header",
      [method(publish), body("x")],
      "expected content header for class 60, got non content header frame instead",
      "basic.publish",
    ],
    [
      "a header of another class",
      [method(publish), { ...header(1), classId: 50 }],
      "expected content header for class 60, got one for class 50 instead",
      "basic.publish",
    ],
    [
      "a method instead of a body",
      [method(publish), header(5), method(declare)],
      "expected content body, got non content body frame instead",
      "basic.publish",
    ],
    [
      "more body than was said",
      [method(publish), header(2), body("abc")],
      "expected content body, got non content body frame instead",
      "basic.publish",
    ],
  ])("%s", (_what, frames, text, methodName) => {
    const assembler = new ContentAssembler();
    for (const frame of frames.slice(0, -1)) expect(assembler.push(frame)).toBeUndefined();
    const last = frames.at(-1)!;
    expect(() => assembler.push(last)).toThrow(
      expect.objectContaining({
        constructor: WireError,
        replyCode: 505,
        replyText: `UNEXPECTED_FRAME - ${text}`,
        method: methodName,
      }),
    );
  });
});

function method(value: typeof publish | typeof declare): Frame {
  return { type: "method", channel: 1, method: value };
}

function header(bodySize: number) {
  return { type: "header", channel: 1, classId: 60, bodySize, properties } as const;
}

function body(text: string): Frame {
  return { type: "body", channel: 1, payload: Buffer.from(text) };
}
