import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Unacked, type Delivery } from "../../src/session/unacked.ts";

function delivery(deliveryTag: number): Delivery {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- nobody looks at what is delivered
  return { deliveryTag } as Delivery;
}

function tagsOf(deliveries: Iterable<Delivery> | undefined): number[] | undefined {
  return deliveries === undefined ? undefined : [...deliveries].map(({ deliveryTag }) => deliveryTag);
}

describe("unacknowledged deliveries", () => {
  it("are the same as a map by their tags", () => {
    const operation = fc.record({
      name: fc.constantFrom("add", "add", "add", "take", "takeThrough", "takeAll", "restore"),
      choice: fc.nat(10_000),
      // Tags are left out where deliveries are settled at once.
      step: fc.integer({ min: 1, max: 40 }),
    });
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 300 }), (operations) => {
        const unacked = new Unacked();
        const model = new Map<number, Delivery>();
        const settled: Delivery[] = [];
        const seen: unknown[] = [];
        const expected: unknown[] = [];
        let lastTag = 0;
        for (const { name, choice, step } of operations) {
          const tags = [...model.keys()].toSorted((left, right) => left - right);
          // Mostly one that is there.
          const tag = choice % 5 === 0 ? choice % (lastTag + 2) : (tags[choice % Math.max(1, tags.length)] ?? 0);
          if (name === "add") {
            lastTag += choice % 4 === 0 ? step : 1;
            model.set(lastTag, delivery(lastTag));
            unacked.add(model.get(lastTag)!);
          } else if (name === "take") {
            const taken = unacked.take(tag);
            seen.push(taken);
            expected.push(model.get(tag));
            if (model.delete(tag)) settled.push(taken!);
          } else if (name === "restore") {
            const back = settled.splice(0, choice % 4);
            unacked.restore(back);
            for (const each of back) model.set(each.deliveryTag, each);
          } else {
            const taken = name === "takeAll" ? unacked.takeAll() : unacked.takeThrough(tag);
            const isAll = name === "takeAll" || tag === 0;
            const expectedTags = isAll ? tags : tags.filter((each) => each <= tag);
            seen.push(tagsOf(taken));
            expected.push(isAll || model.has(tag) ? expectedTags : undefined);
            for (const each of taken ?? []) model.delete(each.deliveryTag);
            settled.push(...(taken ?? []));
          }
          expect(unacked.size).toBe(model.size);
        }
        expect(seen).toEqual(expected);
        expect(tagsOf(unacked)).toEqual([...model.keys()].toSorted((left, right) => left - right));
      }),
    );
  });

  it("are found in the middle of very many, and one that nobody acknowledges does not hold up the others", () => {
    const unacked = new Unacked();
    unacked.add(delivery(1));
    const taken: number[] = [];
    for (let tag = 2; tag < 100_000; tag++) {
      unacked.add(delivery(tag));
      if (tag > 10) taken.push(unacked.take(tag - 5)!.deliveryTag);
    }
    expect(taken).toEqual(Array.from({ length: 99_989 }, (_, index) => index + 6));
    expect(unacked.take(50_000)).toBeUndefined();
    expect(tagsOf(unacked)).toEqual([1, 2, 3, 4, 5, 99_995, 99_996, 99_997, 99_998, 99_999]);
  });

  it("leave out of a walk what is taken meanwhile", () => {
    const unacked = new Unacked();
    for (let tag = 1; tag <= 5; tag++) unacked.add(delivery(tag));
    const walked: number[] = [];
    for (const { deliveryTag } of unacked) {
      walked.push(deliveryTag);
      unacked.take(deliveryTag);
      unacked.take(deliveryTag + 1);
    }
    expect(walked).toEqual([1, 3, 5]);
  });
});
