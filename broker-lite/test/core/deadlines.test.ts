import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Deadlines } from "../../src/core/deadlines.ts";

describe("deadlines", () => {
  it("are due in the order of their times, and of their planning where times are equal", () => {
    const deadlines = new Deadlines();
    const done: string[] = [];
    deadlines.at(20, () => done.push("b"));
    deadlines.at(10, () => done.push("a"));
    deadlines.at(20, () => done.push("c"));
    expect(deadlines.next()).toBe(10);
    deadlines.advance(9);
    expect(done).toEqual([]);
    deadlines.advance(20);
    expect(done).toEqual(["a", "b", "c"]);
    expect(deadlines.next()).toBeUndefined();
  });

  it("includes what is planned while it advances", () => {
    const deadlines = new Deadlines();
    const done: number[] = [];
    deadlines.at(1, () => {
      done.push(1);
      deadlines.at(2, () => done.push(2));
    });
    deadlines.advance(5);
    expect(done).toEqual([1, 2]);
  });

  it("says when the next one moved to an earlier time, and only then", () => {
    const sooner: number[] = [];
    const deadlines = new Deadlines((atMs) => sooner.push(atMs));
    deadlines.at(50, () => {});
    deadlines.at(70, () => {});
    deadlines.at(10, () => {});
    expect(sooner).toEqual([50, 10]);
  });

  it("forgets what was cancelled, however much that is", () => {
    const deadlines = new Deadlines();
    const planned = Array.from({ length: 1000 }, (_, index) => deadlines.at(index, () => expect.unreachable()));
    for (const deadline of planned) deadline.cancel();
    planned[0]?.cancel();
    expect(deadlines.size).toBe(0);
    expect(deadlines.next()).toBeUndefined();
    deadlines.advance(2000);
  });

  it("is the same as a sorted list, whatever is planned and cancelled", () => {
    fc.assert(
      fc.property(fc.array(fc.record({ atMs: fc.nat(50), cancelled: fc.boolean() })), (plans) => {
        const deadlines = new Deadlines();
        const done: number[] = [];
        const made = plans.map(({ atMs }, index) => deadlines.at(atMs, () => done.push(index)));
        plans.forEach(({ cancelled }, index) => {
          if (cancelled) made[index]?.cancel();
        });
        deadlines.advance(25);
        const expected = plans
          .map((plan, index) => ({ ...plan, index }))
          .filter(({ atMs, cancelled }) => !cancelled && atMs <= 25)
          .toSorted((left, right) => left.atMs - right.atMs || left.index - right.index);
        expect(done).toEqual(expected.map(({ index }) => index));
      }),
    );
  });
});
