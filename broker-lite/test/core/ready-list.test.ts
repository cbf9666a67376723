import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NO_KEYS, type Entry, type Message } from "../../src/core/message.ts";
import { ReadyList } from "../../src/core/ready-list.ts";
import { COPIES_MEMORY_BYTES } from "../../src/wire/copy.ts";

/** More than are left as objects at the head of a queue. */
const MANY = 3000;
const PROPERTIES = [{}, { deliveryMode: 2 }, { headers: { color: { type: "string", value: "green" } } }] as const;

function messageOf(messageId: number, body: Uint8Array, more: Partial<Message> = {}): Message {
  return {
    messageId,
    exchange: "",
    routingKey: "q",
    carbonCopies: NO_KEYS,
    properties: {},
    body,
    isDeadLettered: false,
    journalEntries: 0,
    places: 1,
    ...more,
  };
}

function entryAt(
  position: number,
  message = messageOf(position, bodyOf(position, 4)),
  more: Partial<Entry> = {},
): Entry {
  const common = { expiresAtMs: undefined, journaled: false, redelivered: false, deliveryCount: 0 };
  return { message, position, ...common, ...more };
}

/** As it may come out of a socket: a part of something larger. */
function bodyOf(position: number, bytes: number): Buffer {
  return Buffer.alloc(10_000, position).subarray(100, 100 + bytes);
}

function drain(list: ReadyList): Entry[] {
  const entries: Entry[] = [];
  for (let entry = list.shift(); entry !== undefined; entry = list.shift()) entries.push(entry);
  return entries;
}

/** What a list must give back, whatever it does with the objects. */
function seen({ message, ...entry }: Entry): unknown {
  return { ...entry, message: { ...message, body: Buffer.from(message.body).toString("hex") } };
}

/** Everything that may be said of an entry, in turn, with gaps between positions and ids, and bodies of all sizes. */
function anyEntry(shape: number, position: number): Entry {
  const journaled = shape % 3 === 0;
  const messageId = shape % 23 === 0 ? 1 : position * 200;
  const message = messageOf(messageId, bodyOf(position, [0, 1, 24, 25, 127, 128, 3000, 4096, 5000][shape % 9]!), {
    exchange: shape % 7 === 0 ? "logs" : "",
    routingKey: shape % 11 === 0 ? "other" : "q",
    carbonCopies: shape % 13 === 0 ? ["copy"] : NO_KEYS,
    properties: PROPERTIES[shape % 3]!,
    isDeadLettered: shape % 17 === 0,
    journalEntries: journaled ? 1 : 0,
    places: shape % 5 === 0 ? 2 : 1,
  });
  return entryAt(position, message, {
    journaled,
    expiresAtMs: shape % 4 === 0 ? 1_800_000_000_000.5 + position : undefined,
    redelivered: shape % 19 === 0,
    deliveryCount: shape % 19 === 0 ? 3 : 0,
  });
}

describe("the ready list", () => {
  it("gives back what was put back before everything that was never taken, in the order of positions", () => {
    const list = new ReadyList();
    for (let position = 1; position <= 5; position++) list.append(entryAt(position));
    const [first, second, third] = [list.shift(), list.shift(), list.shift()] as [Entry, Entry, Entry];
    list.putBack(third);
    list.putBack(first);
    expect(list.peek()?.position).toBe(1);
    list.putBack(second);
    expect(drain(list).map(({ position }) => position)).toEqual([1, 2, 3, 4, 5]);
    expect(list.shift()).toBeUndefined();
    expect(list.bytes).toBe(0);
  });

  it("is the same as a sorted array, whatever comes, stays and goes", () => {
    const operation = fc.oneof(
      fc.record({
        name: fc.constant("append" as const),
        count: fc.integer({ min: 1, max: 1500 }),
        shape: fc.nat(5000),
      }),
      fc.record({ name: fc.constant("shift" as const), count: fc.integer({ min: 1, max: 2000 }) }),
      fc.record({ name: fc.constant("putBack" as const), choice: fc.nat() }),
      fc.record({ name: fc.constant("keep" as const) }),
    );
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 20 }), (operations) => {
        const list = new ReadyList();
        let model: Entry[] = [];
        const taken: Entry[] = [];
        let position = 0;
        const shift = (): void => {
          const entry = list.shift();
          const expected = model.shift();
          expect(entry && seen(entry)).toEqual(expected && seen(expected));
          if (entry !== undefined) taken.push(entry);
        };
        for (const step of operations) {
          if (step.name === "append") {
            for (let count = 0; count < step.count; count++) {
              const entry = anyEntry(step.shape + count, (position += 1 + (step.shape % 3) * 100));
              list.append(entry);
              model.push({ ...entry, message: { ...entry.message } });
            }
          } else if (step.name === "shift") for (let count = 0; count < step.count; count++) shift();
          else if (step.name === "keep") list.keep();
          else {
            const [entry] = taken.splice(step.choice % Math.max(1, taken.length), 1);
            if (entry === undefined) continue;
            list.putBack(entry);
            model = [...model, entry].toSorted((left, right) => left.position - right.position);
          }
          expect(list.length).toBe(model.length);
          expect(list.bytes).toBe(model.reduce((sum, { message }) => sum + message.body.byteLength, 0));
          expect(list.peek()?.position).toBe(model[0]?.position);
        }
        expect(drain(list).map(seen)).toEqual(model.map(seen));
      }),
      { numRuns: 60 },
    );
  });

  it("keeps nothing of what bodies were read with, and a body that somebody has keeps nothing of the list", () => {
    const list = new ReadyList();
    const read = Buffer.alloc(MANY * 10);
    const journaled: Message[] = [];
    for (let position = 0; position < MANY; position++) {
      const body = read.subarray(position * 10, position * 10 + 10).fill(position);
      const message = messageOf(position, body, { journalEntries: position % 2 });
      if (position % 2 === 1) journaled.push(message);
      list.append(entryAt(position, message, { journaled: position % 2 === 1 }));
    }
    list.keep();
    read.fill(0xff);
    const bodies = drain(list).map(({ message }) => message.body);
    // The same memory for others.
    for (let position = 1; position <= MANY; position++) list.append(entryAt(position));
    list.keep();
    expect(bodies.map((body) => Buffer.from(body))).toEqual(
      Array.from({ length: MANY }, (_, position) => Buffer.alloc(10, position)),
    );
    const buffers = [...bodies, ...journaled.map(({ body }) => body)].map(({ buffer }) => buffer);
    expect(Math.max(...buffers.map(({ byteLength }) => byteLength))).toBeLessThanOrEqual(COPIES_MEMORY_BYTES);
    expect(buffers).not.toContain(read.buffer);
  });

  it("keeps messages that are shared with other queues as the objects that they are", () => {
    const list = new ReadyList();
    const messages = Array.from({ length: MANY }, (_, position) =>
      messageOf(position, bodyOf(position, 4), { places: 2 }),
    );
    for (const message of messages) list.append(entryAt(message.messageId, message));
    list.keep();
    for (const message of messages) expect(list.shift()?.message).toBe(message);
  });
});
