/**
 * Walks of a given length, for fast-check: it makes them from a seed and looks for the shortest one that still differs. Owns how a walk
 * is shortened: pieces are cut out of it, large ones first; then each command is made simpler by itself.
 */
import fc, { Arbitrary, Value, type Random, type Stream } from "fast-check";
import { command, names, opening, type Command } from "./commands.ts";

export type Walk = readonly Command[];

/** A command with what fast-check needs to make it simpler. */
interface Step {
  readonly arbitrary: Arbitrary<Command>;
  readonly value: Value<Command>;
}

class WalkArbitrary extends Arbitrary<Walk> {
  readonly #length: number;

  constructor(length: number) {
    super();
    this.#length = length;
  }

  override generate(random: Random, biasFactor: number | undefined): Value<Walk> {
    const known = names.generate(random, biasFactor).value;
    const steps = Array.from({ length: this.#length }, (_, index): Step => {
      const arbitrary = index < known.queues.length ? opening(known, index) : command(known, index + 1);
      return { arbitrary, value: arbitrary.generate(random, undefined) };
    });
    return walkOf(steps);
  }

  override canShrinkWithoutContext(_value: unknown): _value is Walk {
    return false;
  }

  override shrink(_walk: Walk, context: unknown): Stream<Value<Walk>> {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it is what walkOf has put there
    const steps = context as readonly Step[];
    return fc.stream(smaller(steps));
  }
}

function walkOf(steps: readonly Step[]): Value<Walk> {
  return new Value(
    steps.map(({ value }) => value.value),
    steps,
  );
}

function* smaller(steps: readonly Step[]): IterableIterator<Value<Walk>> {
  yield* shorter(steps);
  yield* simpler(steps);
}

function* shorter(steps: readonly Step[]): IterableIterator<Value<Walk>> {
  for (let size = Math.ceil(steps.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    // From the end: what made the difference is near it, what led there before.
    for (let end = steps.length; end > 0; end -= size) {
      const rest = [...steps.slice(0, Math.max(0, end - size)), ...steps.slice(end)];
      if (rest.length > 0) yield walkOf(rest);
    }
  }
}

function* simpler(steps: readonly Step[]): IterableIterator<Value<Walk>> {
  for (const [index, { arbitrary, value }] of steps.entries()) {
    for (const candidate of arbitrary.shrink(value.value, value.context)) {
      yield walkOf(steps.with(index, { arbitrary, value: candidate }));
    }
  }
}

export function walks(length: number): Arbitrary<Walk> {
  return new WalkArbitrary(length);
}
