import { describe, expect, it } from "vitest";
import { CATALOGUE, type CatalogueRow, compareCatalogue } from "../../src/course/catalogue.ts";
import type { PlacedMistake } from "../../src/course/mistakes.ts";
import type { Mistake } from "../../src/lesson.ts";
import { verbatim } from "../../src/text.ts";

const ROWS: readonly CatalogueRow[] = [
  { row: "G1", title: "a wrong address", lessons: [1, 2] },
  { row: "W1", title: "no acknowledgement", lessons: [2] },
  { row: "W8", title: "thrown away", doesNotApply: "nothing fails for a moment only" },
];

const BOTH = placed("both", { row: "G1", combines: ["G1", "W1"], loses: ["amqp-url", "acks"] });

function placed(name: string, mistake: Partial<Mistake>): PlacedMistake {
  return { name, folder: "", mistake: { row: "G1", title: verbatim(name), loses: ["amqp-url"], ...mistake } };
}

function said(lesson: number, ...mistakes: readonly PlacedMistake[]): string[] {
  return compareCatalogue(mistakes, lesson, ROWS).map(({ where, what }) => `${where}: ${what.en}`);
}

describe("the mistakes of a lesson and the catalogue", () => {
  it("agree where each row has a mistake, alone or combined", () => {
    expect(said(2, BOTH)).toEqual([]);
    expect(said(2, placed("address", {}), placed("acks", { row: "W1" }), BOTH)).toEqual([]);
  });

  it.each<[string, number, readonly PlacedMistake[], string]>([
    [
      "a row that nobody stands for",
      2,
      [placed("both", { combines: ["G1", "G1"], loses: ["amqp-url", "acks"] })],
      "hidden/mistakes: no mistake stands for row W1 of the catalogue: no acknowledgement",
    ],
    [
      "a row that is not in the catalogue",
      1,
      [BOTH, placed("odd", { row: "X1" })],
      "mistake odd: the catalogue of mistakes has no row X1 that a lesson can show",
    ],
    [
      "a row that no lesson can show",
      1,
      [BOTH, placed("transient", { row: "W8" })],
      "mistake transient: the catalogue of mistakes has no row W8 that a lesson can show",
    ],
    [
      "no mistake in two ways",
      1,
      [placed("address", {})],
      "hidden/mistakes: no mistake combines two, to show that both are lost",
    ],
    [
      "one in two ways that loses one criterion",
      1,
      [placed("address", { combines: ["G1", "W1"] })],
      "hidden/mistakes: no mistake combines two, to show that both are lost",
    ],
  ])("differ by %s", (_what, lesson, mistakes, finding) => {
    expect(said(lesson, ...mistakes)).toEqual([finding]);
  });
});

describe("the catalogue", () => {
  it("names each row once, and where a row does not apply, why", () => {
    expect(new Set(CATALOGUE.map(({ row }) => row)).size).toBe(CATALOGUE.length);
    const unexplained = CATALOGUE.filter((row) => "doesNotApply" in row && row.doesNotApply.length < 20);
    expect(unexplained).toEqual([]);
  });

  it("has every row from G1, H1, W1, P1, R1, T1, C1 and S1 on, without a gap", () => {
    const rows = new Set(CATALOGUE.map(({ row }) => row));
    const last = { G: 12, H: 8, W: 24, P: 10, R: 9, T: 7, C: 10, S: 10 };
    for (const [letter, count] of Object.entries(last))
      for (let number = 1; number <= count; number += 1) expect(rows).toContain(`${letter}${number}`);
  });
});
