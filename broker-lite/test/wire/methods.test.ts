import { describe, expect, test } from "vitest";
import fc from "fast-check";
import {
  encodeMethod,
  fieldTable,
  FrameParser,
  makeMethod,
  METHODS,
  methodIds,
  methodNameOf,
  carriesContent,
  WireError,
  type FieldType,
  type Method,
  type MethodName,
  type MethodRow,
} from "broker-lite/wire";
import { definitions, type AmqplibInfo } from "./amqplib-definitions.ts";

const names = Object.keys(METHODS) as MethodName[];

describe("every method with random values: amqplib's bytes are ours", () => {
  test.each(names)("%s", (name) => {
    const row: MethodRow = METHODS[name];
    const visible = row.fields.filter(([field]) => !field.startsWith("reserved"));
    fc.assert(
      fc.property(fc.record(Object.fromEntries(visible.map(([field, type]) => [field, valueOf(type)]))), (values) => {
        const method = { name, fields: values } as unknown as Method;
        const bytes = encodeMethod(7, method);
        expect(hex(bytes)).toBe(hex(encodeByAmqplib(name, row, values)));
        expect(new FrameParser().push(bytes)).toEqual([{ type: "method", channel: 7, method }]);
      }),
      { seed: 1, numRuns: 40 },
    );
  });
});

test("exact bytes of a queue.declare made with pika 1.2.0", () => {
  const declare = makeMethod("queue.declare", {
    queue: "task_queue",
    durable: true,
    arguments: fieldTable({ "x-queue-type": "quorum" }),
  });
  expect(hex(encodeMethod(1, declare))).toBe(
    "0100010000002e0032000a00000a7461736b5f717565756502000000180c782d71756575652d74797065530000000671756f72756dce",
  );
});

describe("what can't be carried is refused, not cut", () => {
  test("a short string over 255 bytes, counted in bytes", () => {
    const fits = makeMethod("basic.publish", { routingKey: "é".repeat(127) });
    expect(() => encodeMethod(1, fits)).not.toThrow();
    const tooLong = makeMethod("basic.publish", { routingKey: "é".repeat(128) });
    expect(() => encodeMethod(1, tooLong)).toThrow(
      "basic.publish, routingKey: a short string is at most 255 bytes long, not 256",
    );
    // The encoder is usable afterwards.
    expect(hex(encodeMethod(1, makeMethod("channel.close-ok")))).toBe("0100010000000400140029ce");
  });

  test.each([
    ["basic.qos", { prefetchCount: 65_536 }],
    ["basic.qos", { prefetchCount: -1 }],
    ["basic.qos", { prefetchSize: 1.5 }],
    ["basic.ack", { deliveryTag: 2 ** 53 }],
    ["basic.ack", { deliveryTag: Number.NaN }],
  ] as const)("%s %j", (name, fields) => {
    expect(() => encodeMethod(1, makeMethod(name, fields))).toThrow(/does not fit/);
  });

  test("a missing field", () => {
    expect(() => encodeMethod(1, { name: "basic.ack", fields: { multiple: false } } as Method)).toThrow(
      "basic.ack lacks its field deliveryTag",
    );
  });
});

describe("what can't be decoded is a frame error", () => {
  test.each([
    ["arguments that end too early", "0032000a00002061 62", 501, "cannot decode <<0,0,32,97,98>>"],
    ["arguments that go on too long", "003c0050 000000000000000100 ff", 501, "cannot decode <<0,0,0,0,0,0,0,1,0,255>>"],
    ["a delivery tag beyond 2^53", "003c0050 002000000000000000", 501, "cannot decode <<0,32,0,0,0,0,0,0,0>>"],
    ["a method that is not there", "003c00fa", 540, "unknown method 250 of class 60"],
  ])("%s", (_what, payload, code, text) => {
    const error = errorOf(() => new FrameParser().push(methodFrame(payload.replaceAll(" ", ""))));
    expect(error.replyCode).toBe(code);
    expect(error.replyText).toContain(text);
  });
});

test("names, ids and content", () => {
  expect(methodIds("exchange.unbind-ok")).toEqual({ classId: 40, methodId: 51 });
  expect(methodNameOf(60, 120)).toBe("basic.nack");
  expect(methodNameOf(0, 0)).toBeUndefined();
  expect(names.filter(carriesContent)).toEqual(["basic.publish", "basic.return", "basic.deliver", "basic.get-ok"]);
});

function valueOf(type: FieldType): fc.Arbitrary<unknown> {
  switch (type) {
    case "bit":
      return fc.boolean();
    case "octet":
      return fc.nat(0xff);
    case "short":
      return fc.nat(0xffff);
    case "long":
      return fc.nat(0xffff_ffff);
    case "longLong":
    case "timestamp":
      return fc.maxSafeNat();
    case "shortString":
      return fc.string({ unit: "grapheme", maxLength: 60 }).filter((text) => Buffer.byteLength(text) <= 255);
    case "longString":
      return fc.string({ unit: "grapheme" });
    case "longBytes":
      return fc.uint8Array().map((bytes) => Buffer.from(bytes));
    case "table":
      return fc.dictionary(fc.stringMatching(/^[a-z-]{1,10}$/), fc.string()).map(fieldTable);
  }
}

function encodeByAmqplib(name: MethodName, row: MethodRow, values: Record<string, unknown>): Buffer {
  const id = (row.classId << 16) | row.methodId;
  const theirs: Record<string, unknown> = {};
  for (const [index, argument] of (definitions.info(id) as AmqplibInfo).args.entries()) {
    const [field, type] = row.fields[index]!;
    const value = values[field];
    if (field.startsWith("reserved"))
      theirs[argument.name] = { bit: false, short: 0, shortstr: "", longstr: Buffer.alloc(0) }[argument.type];
    else if (type === "table") theirs[argument.name] = untyped(value as object);
    else theirs[argument.name] = type === "longString" ? Buffer.from(value as string) : value;
  }
  return definitions.encodeMethod(id, 7, theirs);
}

function untyped(table: object): object {
  return Object.fromEntries(
    Object.entries(table).map(([key, field]: [string, { value: unknown }]) => [key, field.value]),
  );
}

function methodFrame(payloadHex: string): Buffer {
  const payload = Buffer.from(payloadHex, "hex");
  const head = Buffer.from([1, 0, 1, 0, 0, 0, payload.length]);
  return Buffer.concat([head, payload, Buffer.of(0xce)]);
}

function errorOf(action: () => unknown): WireError {
  try {
    action();
  } catch (error) {
    if (error instanceof WireError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
