import { describe, expect, test } from "vitest";
import fc from "fast-check";
import {
  decodeTableContent,
  decodeProperties,
  encodeProperties,
  encodeTableContent,
  FIELD_DEPTH_MAXIMUM,
  fieldTable,
  plain,
  type FieldTable,
  type FieldValue,
} from "broker-lite/wire";
import { encodeTableByAmqplib } from "./amqplib-definitions.ts";

/** Each seen to pass through RabbitMQ 3.10.8 unchanged, as a message header. */
const VALUES: readonly (readonly [FieldValue, string])[] = [
  [{ type: "boolean", value: true }, "7401"],
  [{ type: "int8", value: -1 }, "62ff"],
  [{ type: "uint8", value: 255 }, "42ff"],
  [{ type: "int16", value: -2 }, "73fffe"],
  [{ type: "uint16", value: 65_534 }, "75fffe"],
  [{ type: "int32", value: -1 }, "49ffffffff"],
  [{ type: "uint32", value: 4_294_967_295 }, "69ffffffff"],
  [{ type: "int64", value: -1 }, "6cffffffffffffffff"],
  [{ type: "int64", value: 2n ** 62n }, "6c4000000000000000"],
  [{ type: "uint64", value: 2n ** 64n - 1n }, "4cffffffffffffffff"],
  [{ type: "float", value: 1 }, "663f800000"],
  [{ type: "double", value: 1.1 }, "643ff199999999999a"],
  [{ type: "decimal", value: { scale: 2, unscaled: -1 } }, "4402ffffffff"],
  [{ type: "string", value: "é" }, "5300000002c3a9"],
  [{ type: "string", value: "\udcff\0" }, "5300000002ff00"],
  [{ type: "timestamp", value: 1_700_000_000 }, "54000000006553f100"],
  [{ type: "timestamp", value: 2n ** 64n - 1n }, "54ffffffffffffffff"],
  [{ type: "table", value: { a: { type: "void", value: null } } }, "4600000003016156"],
  [{ type: "array", value: [{ type: "void", value: null }] }, "410000000156"],
  [{ type: "void", value: null }, "56"],
  [{ type: "bytes", value: Buffer.of(1, 2) }, "78000000020102"],
];

describe.each(VALUES.map(([value, bytes]) => [bytes, value] as const))("%s", (bytes, value) => {
  const content = `016b${bytes}`;

  test("is written", () => expect(hex(encodeTableContent({ k: value }))).toBe(content));

  test("is read", () => expect(decodeTableContent(Buffer.from(content, "hex"))).toEqual({ k: value }));
});

test("amqplib's bytes for plain values", () => {
  const values = {
    text: "żółw",
    yes: true,
    float: 0.1,
    nothing: null,
    list: ["a", ["b"]],
    inner: { deep: { er: "x" } },
    large: 2 ** 40,
  };
  const bytes = encodeTableByAmqplib(values);
  expect(plain(decodeTableContent(bytes.subarray(4)))).toEqual(values);
  expect(hex(encodeTableContent(fieldTable(values)))).toBe(hex(bytes.subarray(4)));
});

test("any table comes back as it was", () => {
  fc.assert(
    fc.property(tables(), (table) => {
      const bytes = encodeTableContent(table);
      const read = decodeTableContent(bytes);
      expect(read).toEqual(table);
      expect(hex(encodeTableContent(structuredCloneOf(read)))).toBe(hex(bytes));
    }),
    { seed: 2, numRuns: 300 },
  );
});

describe("bytes that an object can't hold come back all the same", () => {
  test.each([
    ["names that objects sort", "0162 56 0131 56 0161 56"],
    ["a name that occurs twice", "0161 7401 0161 7400"],
    ["a true that is not 1", "0161 7402"],
    ["__proto__", "095f5f70726f746f5f5f 56"],
    ["names inside a table", "016b 46 00000006 0162 56 0131 56"],
  ])("%s", (_what, text) => {
    const content = text.replaceAll(" ", "");
    const length = Buffer.alloc(4);
    length.writeUInt32BE(content.length / 2);
    const header = `2000${hex(length)}${content}`;
    expect(hex(encodeProperties(decodeProperties(Buffer.from(header, "hex"))))).toBe(header);
  });

  test("of a name that occurs twice, the first counts", () => {
    expect(plain(decodeTableContent(Buffer.from("0161740101617400", "hex")))).toEqual({ a: true });
  });

  test("__proto__ is a name like any other", () => {
    const table = decodeTableContent(Buffer.from("095f5f70726f746f5f5f56", "hex"));
    expect(Object.keys(table)).toEqual(["__proto__"]);
    expect(Object.keys(plain(table))).toEqual(["__proto__"]);
  });
});

describe("refused", () => {
  test.each([
    ["a type that is not there", "016b5a01", "unknown field type 90"],
    ["a name cut short", "056b", "past the end"],
    ["a string cut short", "016b530000000561", "past the end"],
    ["a table longer than the table it is in", "016b46000000ff", "past the end"],
    ["a float that is no number", "016b667fc00000", "not a number"],
    ["a double that is infinite", "016b647ff0000000000000", "not a number"],
  ])("%s", (_what, content, message) => {
    expect(() => decodeTableContent(Buffer.from(content, "hex"))).toThrow(message);
  });

  test("tables and arrays nested without end, in both directions", () => {
    expect(() => decodeTableContent(encodeTableContent(nested(FIELD_DEPTH_MAXIMUM - 1)))).not.toThrow();
    expect(() => encodeTableContent(nested(FIELD_DEPTH_MAXIMUM))).toThrow("nested deeper than 64 levels");
    let content = Buffer.alloc(0);
    for (let level = 0; level < 5000; level++) {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(content.length);
      content = Buffer.concat([Buffer.from("A"), length, content]);
    }
    expect(() => decodeTableContent(Buffer.concat([Buffer.from([1, 0x6b]), content]))).toThrow("nested deeper");
  });

  test.each<[string, FieldValue]>([
    ["int8", { type: "int8", value: 128 }],
    ["uint8", { type: "uint8", value: -1 }],
    ["int16", { type: "int16", value: 32_768 }],
    ["uint32", { type: "uint32", value: 2 ** 32 }],
    ["int64", { type: "int64", value: 2n ** 63n }],
    ["uint64", { type: "uint64", value: 2n ** 64n }],
    ["timestamp", { type: "timestamp", value: -1 }],
  ])("an %s that does not fit", (_what, value) => {
    expect(() => encodeTableContent({ k: value })).toThrow("does not fit");
  });
});

function nested(levels: number): FieldTable {
  let table: FieldTable = {};
  for (let level = 0; level < levels; level++) table = { k: { type: "table", value: table } };
  return table;
}

function tables(): fc.Arbitrary<FieldTable> {
  const { table } = fc.letrec<{ table: FieldTable; value: FieldValue }>((tie) => ({
    table: fc.dictionary(fc.stringMatching(/^[a-zA-Zé_-]{1,20}$/), tie("value"), { maxKeys: 5 }),
    value: fc.oneof(
      { depthSize: "small" },
      fc.record({ type: fc.constant("string" as const), value: fc.string({ unit: "grapheme" }) }),
      fc.record({ type: fc.constant("boolean" as const), value: fc.boolean() }),
      fc.record({ type: fc.constant("int32" as const), value: fc.integer() }),
      fc.record({ type: fc.constant("int64" as const), value: fc.maxSafeInteger() }),
      fc.record({ type: fc.constant("double" as const), value: fc.double({ noNaN: true, noDefaultInfinity: true }) }),
      fc.record({ type: fc.constant("bytes" as const), value: fc.uint8Array().map((bytes) => Buffer.from(bytes)) }),
      fc.record({ type: fc.constant("array" as const), value: fc.array(tie("value"), { maxLength: 4 }) }),
      fc.record({ type: fc.constant("table" as const), value: tie("table") }),
    ),
  }));
  return table;
}

/** A copy that does not remember its bytes. */
function structuredCloneOf(table: FieldTable): FieldTable {
  return structuredClone(table);
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
