/** Short strings that are not UTF-8: what a broker refuses, where, and what comes through byte for byte all the same. */
import { describe, expect, test } from "vitest";
import {
  carriesContent,
  encodeMethod,
  FrameParser,
  makeMethod,
  METHODS,
  WireError,
  type Method,
  type MethodName,
  type MethodRow,
} from "broker-lite/wire";

const names = Object.keys(METHODS) as MethodName[];
const text = (...bytes: readonly number[]): string =>
  String.fromCharCode(...bytes.map((byte) => (byte < 0x80 ? byte : 0xdc00 + byte)));
const STRAY = `name-${text(0xff)}`;

function read(method: Method, textsMustBeUtf8: boolean): Method {
  const [frame] = new FrameParser({ textsMustBeUtf8 }).push(encodeMethod(1, method));
  if (frame?.type !== "method") throw new Error("a method was to come");
  return frame.method;
}

function refusalOf(method: Method): WireError {
  try {
    read(method, true);
  } catch (error) {
    if (error instanceof WireError) return error;
    throw error;
  }
  throw new Error(`${method.name} was read`);
}

const fields: readonly (readonly [MethodName, string])[] = names.flatMap((name) => {
  const row: MethodRow = METHODS[name];
  return row.fields
    .filter(([field, type]) => type === "shortString" && !field.startsWith("reserved"))
    .map(([field]) => [name, field] as const);
});

const spoilt = (name: MethodName, field: string): Method =>
  ({ ...makeMethod(name), fields: { ...makeMethod(name).fields, [field]: STRAY } }) as Method;

test.each(fields.filter(([name]) => !carriesContent(name)))("%s, %s", (name, field) => {
  expect(read(spoilt(name, field), false).fields).toMatchObject({ [field]: STRAY });
  const refusal = refusalOf(spoilt(name, field));
  expect(refusal.replyText).toBe("FRAME_ERROR - Malformed UTF-8 in shortstr");
  expect(refusal.replyCode).toBe(501);
  expect(refusal.method).toBe(name.startsWith("connection.") ? name : undefined);
  expect(refusal.unanswered).toBe(name === "connection.start-ok");
});

test.each(fields.filter(([name]) => carriesContent(name)))("%s, %s comes through", (name, field) => {
  expect(read(spoilt(name, field), true).fields).toMatchObject({ [field]: STRAY });
});

test("a field that is not in the API is looked at, too", () => {
  const open = Buffer.from("01000100000006 0014000a 01ff ce".replaceAll(" ", ""), "hex");
  expect(new FrameParser().push(open)).toMatchObject([{ method: { name: "channel.open" } }]);
  expect(() => new FrameParser({ textsMustBeUtf8: true }).push(open)).toThrow("Malformed UTF-8 in shortstr");
});

test("the parser goes on behind the method that it refused", () => {
  const parser = new FrameParser({ textsMustBeUtf8: true });
  const bytes = [makeMethod("queue.purge", { queue: STRAY }), makeMethod("queue.purge", { queue: "q" })];
  expect(() => parser.push(Buffer.concat(bytes.map((method) => encodeMethod(1, method))))).toThrow(WireError);
  expect(parser.push(new Uint8Array())).toMatchObject([{ method: { fields: { queue: "q" } } }]);
});

describe("what is taken for UTF-8", () => {
  test.each([
    ["ASCII", "plain"],
    ["no text", ""],
    ["characters of two, three and four octets", "ü消😀"],
    ["a stray octet's neighbour in Unicode", "\ud7ff\ue000"],
    ["the first surrogate", text(0xed, 0xa0, 0x80)],
    ["the last surrogate", text(0xed, 0xbf, 0xbf)],
    ["a pair of surrogates among text", `a${text(0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80)}消`],
    ["the first beyond U+10FFFF", text(0xf4, 0x90, 0x80, 0x80)],
    ["the last of four octets", text(0xf7, 0xbf, 0xbf, 0xbf)],
  ])("%s", (_what, queue) => {
    const method = makeMethod("queue.purge", { queue });
    expect(read(method, true)).toEqual(method);
  });

  test.each([
    ["a continuation octet", text(0x80)],
    ["a first octet alone", text(0xc3)],
    ["a first octet before text", `${text(0xc3)}(`],
    ["two of three octets", text(0xe2, 0x82)],
    ["two octets of a surrogate", text(0xed, 0xa0)],
    ["three of four octets", text(0xf4, 0x90, 0x80)],
    ["'/' in two octets", text(0xc0, 0xaf)],
    ["'/' in three octets", text(0xe0, 0x80, 0xaf)],
    ["'/' in four octets", text(0xf0, 0x80, 0x80, 0xaf)],
    ["five octets", text(0xf8, 0x88, 0x80, 0x80, 0x80)],
    ["an octet that never occurs", text(0xfe)],
    ["a surrogate and a stray octet", text(0xed, 0xa0, 0x80, 0x80)],
  ])("not %s", (_what, queue) => {
    expect(refusalOf(makeMethod("queue.purge", { queue })).message).toBe("Malformed UTF-8 in shortstr");
  });
});
