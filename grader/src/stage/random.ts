/** Seeded values that no program can know beforehand. The same seed, lesson and scenario give the same values, in whatever order scenarios run. */
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import type { Random } from "./stage.ts";

const LETTERS = "abcdefghijklmnopqrstuvwxyz";
/** Letters of two, three and four bytes in UTF-8. */
const FOREIGN = ["ł", "ö", "é", "ñ", "ž", "д", "λ", "中", "文", "日", "한", "🐇", "🍜"];
const WORD_LENGTH = 7;
/** After so many tries for a value that was not given before, the range is taken to be used up. */
const MAXIMUM_TRIES = 200;

export function seededRandom(seed: number, ...names: readonly string[]): Random & { fraction(): number } {
  const generator = xoroshiro128plus(hash(seed, names.join("\n")));
  const given = new Set<string | number>();
  const between = (minimum: number, maximum: number): number => uniformInt(generator, minimum, maximum);

  function fresh<T extends string | number>(make: () => T): T {
    let value = make();
    for (let tries = 0; given.has(value) && tries < MAXIMUM_TRIES; tries += 1) value = make();
    given.add(value);
    return value;
  }

  function letters(count: number): string {
    return Array.from({ length: count }, () => LETTERS.charAt(between(0, LETTERS.length - 1))).join("");
  }

  function pick<T>(from: readonly T[]): T {
    const chosen = from[between(0, from.length - 1)];
    if (chosen === undefined && from.length === 0) throw new Error("nothing to pick from");
    return chosen as T;
  }

  return {
    integer: (minimum, maximum) => fresh(() => between(minimum, maximum)),
    pick,
    shuffle: (from) => {
      const shuffled = [...from];
      for (let index = shuffled.length - 1; index > 0; index -= 1) {
        const other = between(0, index);
        [shuffled[index], shuffled[other]] = [shuffled[other]!, shuffled[index]!];
      }
      return shuffled;
    },
    word: () => fresh(() => letters(WORD_LENGTH)),
    sentence: (wordCount = 3) =>
      fresh(() => Array.from({ length: wordCount }, () => `${letters(2)}${pick(FOREIGN)}${letters(3)}`).join(" ")),
    fraction: () => between(0, 0x3fffffff) / 0x40000000,
  };
}

/** FNV-1a over the names, mixed with the seed: 32 bits. */
function hash(seed: number, text: string): number {
  let value = 0x811c9dc5 ^ seed;
  for (const byte of Buffer.from(text, "utf8")) value = Math.imul(value ^ byte, 0x01000193);
  return value | 0;
}
