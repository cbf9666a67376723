/** Values that come seldom, and tables with some names left out: what commands of a walk are made of. */
import fc, { type Arbitrary } from "fast-check";

export function flag(chance: number): Arbitrary<boolean> {
  return fc.integer({ min: 0, max: 999 }).map((number) => number >= 1000 - chance * 1000);
}

export function usually<T>(usual: Arbitrary<T>, odd: Arbitrary<T>, chance: number): Arbitrary<T> {
  return fc.oneof(
    { withCrossShrink: true },
    { weight: Math.round((1 - chance) * 1000), arbitrary: usual },
    { weight: Math.round(chance * 1000), arbitrary: odd },
  );
}

export function rarely<T>(arbitrary: Arbitrary<T>, chance: number): Arbitrary<T | undefined> {
  return usually<T | undefined>(fc.constant(undefined), arbitrary, chance);
}

export function present<T extends object>(table: T): { [name in keyof T]?: Exclude<T[name], undefined> } & object {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what is undefined was just taken out
  return Object.fromEntries(Object.entries(table).filter(([, value]) => value !== undefined)) as {
    [name in keyof T]?: Exclude<T[name], undefined>;
  };
}
