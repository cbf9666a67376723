import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Entry } from "../../src/core/message.ts";
import { ReadyList } from "../../src/core/ready-list.ts";

function entryAt(position: number): Entry {
  const message = {
    messageId: position,
    exchange: "",
    routingKey: "q",
    carbonCopies: [],
    properties: {},
    body: Buffer.alloc(position % 5),
    isDeadLettered: false,
    journalEntries: 0,
    places: 0,
  };
  return { message, position, expiresAtMs: undefined, journaled: false, redelivered: false, deliveryCount: 0 };
}

describe("the ready list", () => {
  it("gives back what was put back before everything that was never taken, in the order of positions", () => {
    const list = new ReadyList();
    for (let position = 1; position <= 5; position++) list.append(entryAt(position));
    const [first, second, third] = [list.shift(), list.shift(), list.shift()] as [Entry, Entry, Entry];
    list.putBack(third);
    list.putBack(first);
    expect(list.peek()?.position).toBe(1);
    expect([...list].map(({ position }) => position)).toEqual([1, 3, 4, 5]);
    list.putBack(second);
    expect([1, 2, 3, 4, 5].map(() => list.shift()?.position)).toEqual([1, 2, 3, 4, 5]);
    expect(list.shift()).toBeUndefined();
    expect(list.bytes).toBe(0);
  });

  it("is the same as a sorted array, whatever comes and goes", () => {
    const operation = fc.constantFrom("append", "shift", "putBack");
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 200 }), fc.nat(), (operations, choice) => {
        const list = new ReadyList();
        let model: Entry[] = [];
        const taken: Entry[] = [];
        const seen: (Entry | undefined)[] = [];
        const expected: (Entry | undefined)[] = [];
        let position = 0;
        for (const name of operations) {
          if (name === "append") {
            const entry = entryAt(++position);
            list.append(entry);
            model.push(entry);
          } else if (name === "shift") {
            const entry = list.shift();
            seen.push(entry);
            expected.push(model.shift());
            if (entry !== undefined) taken.push(entry);
          } else {
            const [entry] = taken.splice(choice % Math.max(1, taken.length), 1);
            if (entry === undefined) continue;
            list.putBack(entry);
            model = [...model, entry].toSorted((left, right) => left.position - right.position);
          }
          expect(list.length).toBe(model.length);
          expect(list.bytes).toBe(model.reduce((sum, { message }) => sum + message.body.byteLength, 0));
          expect(list.peek()).toBe(model[0]);
        }
        expect(seen).toEqual(expected);
        expect([...list]).toEqual(model);
      }),
    );
  });
});
