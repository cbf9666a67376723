import { expect, test } from "vitest";
import { seededRandom } from "../../src/stage/random.ts";

function values(seed: number, ...names: string[]): readonly unknown[] {
  const random = seededRandom(seed, ...names);
  return [random.word(), random.sentence(), random.integer(0, 1_000_000), random.shuffle([1, 2, 3, 4, 5])];
}

test("the same seed and names give the same values, another seed or scenario gives others", () => {
  expect(values(1, "lesson", "scenario")).toEqual(values(1, "lesson", "scenario"));
  expect(values(1, "lesson", "scenario")).not.toEqual(values(2, "lesson", "scenario"));
  expect(values(1, "lesson", "scenario")).not.toEqual(values(1, "lesson", "other"));
});

test("no value is given twice while there are others", () => {
  const random = seededRandom(3, "x");
  const numbers = Array.from({ length: 20 }, () => random.integer(1, 20));
  expect(numbers.toSorted((one, other) => one - other)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
  expect(random.integer(1, 20)).toBeGreaterThan(0);
  const words = Array.from({ length: 500 }, () => random.word());
  expect(new Set(words).size).toBe(500);
});

test("sentences have letters of more than one byte, and as many words as asked for", () => {
  const random = seededRandom(4, "x");
  for (const count of [1, 3, 5]) {
    const sentence = random.sentence(count);
    expect(sentence.split(" ")).toHaveLength(count);
    expect(Buffer.byteLength(sentence)).toBeGreaterThan(sentence.length);
  }
});

test("a shuffle keeps everything, and leaves what it was given as it was", () => {
  const random = seededRandom(5, "x");
  const from = ["a", "b", "c"] as const;
  expect(random.shuffle(from).toSorted()).toEqual(["a", "b", "c"]);
  expect(from).toEqual(["a", "b", "c"]);
  expect(from).toContain(random.pick(from));
  expect(() => random.pick([])).toThrow("nothing to pick from");
});
