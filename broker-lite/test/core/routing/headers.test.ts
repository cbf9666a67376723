import { describe, expect, it } from "vitest";
import { ChannelError } from "../../../src/core/errors.ts";
import type { PlainValue } from "../../../src/wire/index.ts";
import { fieldTable } from "../../../src/wire/index.ts";
import { Bench, bodiesOf } from "../support.ts";

type Table = Record<string, PlainValue>;

/** Which of these messages reach a queue that is bound like this. */
function received(bindingArguments: Table, messages: readonly Table[]): number[] {
  const bench = new Bench();
  const queue = bench.queue("q");
  bench.bind("amq.headers", queue, "", bindingArguments);
  messages.forEach((headers, index) => {
    bench.publish("", String(index), { exchange: "amq.headers", properties: { headers: fieldTable(headers) } });
  });
  return bodiesOf(bench.drain(queue)).map(Number);
}

describe("the headers router", () => {
  const cases: readonly [row: string, binding: Table, messages: readonly Table[], expected: readonly number[]][] = [
    ["C33", { "x-match": "all", a: 1, b: 2 }, [{ a: 1, b: 2 }, { a: 1, b: 2, c: 3 }, { a: 1 }, { a: 1, b: 3 }], [0, 1]],
    ["C34", { "x-match": "any", a: 1, b: 2 }, [{ a: 1 }, { b: 2, a: 9 }, { a: 9 }, {}], [0, 1]],
    ["C35", { a: 1, "x-foo": 1 }, [{ a: 1 }, { a: 1, "x-foo": 2 }, { "x-foo": 1 }], [0, 1]],
    ["C36 all", { "x-match": "all-with-x", "x-foo": 1 }, [{ "x-foo": 1 }, {}], [0]],
    ["C36 any", { "x-match": "any-with-x", "x-foo": 1, a: 1 }, [{ "x-foo": 1 }, { a: 1 }, { b: 1 }], [0, 1]],
    ["C37", { a: null }, [{ a: "anything" }, { a: 7 }, {}], [0, 1]],
    ["C38", {}, [{}, { a: 1 }], [0, 1]],
    ["another type is another value", { a: "1" }, [{ a: 1 }, { a: "1" }], [1]],
    ["names of Object's own", { constructor: null }, [{}, { constructor: 1 }], [1]],
    ["tables are compared by what is in them", { a: { b: [1, 2] } }, [{ a: { b: [1, 2] } }, { a: { b: [2, 1] } }], [0]],
  ];
  it.each(cases)("%s", (_row, binding, messages, expected) => {
    expect(received(binding, messages)).toEqual(expected);
  });

  it.each([
    ["C39", "foo", 'Invalid x-match field value <<"foo">>; expected all, any, all-with-x, or any-with-x'],
    ["C39 type", true, "Invalid x-match field type bool (value true); expected longstr"],
  ])("%s: refuses what is no x-match", (_row, value, text) => {
    const bench = new Bench();
    const queue = bench.queue("q");
    expect(() => bench.bind("amq.headers", queue, "", { "x-match": value })).toThrow(
      new ChannelError("PRECONDITION_FAILED", text),
    );
  });
});
