import { describe, expect, test } from "vitest";
import { checkReports, sumUp, type Outcome } from "../../src/score/score.ts";
import { verbatim } from "../../src/text.ts";
import { lesson } from "../fixtures/mini-lesson/lesson.ts";

const FAILED: Outcome = {
  status: "fail",
  scenario: "a scenario",
  expected: verbatim("e"),
  seen: verbatim("s"),
  frames: [],
};
const BECAUSE = { because: verbatim("b") };

function outcomes(changes: Readonly<Record<string, Outcome>> = {}): ReadonlyMap<string, Outcome> {
  return new Map(lesson.criteria.map(({ id }) => [id, changes[id] ?? { status: "pass" }]));
}

function statuses(changes: Readonly<Record<string, Outcome>>): Readonly<Record<string, string>> {
  const reports = checkReports(lesson, outcomes(changes));
  return Object.fromEntries(reports.filter(({ status }) => status !== "pass").map(({ id, status }) => [id, status]));
}

describe("a criterion that no test judged", () => {
  const judged = new Map(outcomes());
  judged.delete("heard");

  test("is an error, since nothing may pass for want of looking", () => {
    expect(sumUp(lesson, checkReports(lesson, judged)).status).toBe("error");
  });

  test("is an error in a copy with public tests alone, too", () => {
    const reports = checkReports(lesson, judged, { status: "skipped", ...BECAUSE });
    expect(sumUp(lesson, reports).status).toBe("error");
  });

  test("and is hidden is judged elsewhere then: neither its points nor its part of the pass mark count", () => {
    const criteria = lesson.criteria.map((each) =>
      each.id === "heard" ? { ...each, visibility: "hidden" as const } : each,
    );
    const reports = checkReports({ ...lesson, criteria }, judged, { status: "skipped", ...BECAUSE });
    expect(reports.find(({ id }) => id === "heard")).toMatchObject({ status: "skipped", points: 0, max: 0 });
    const { score, max, passMark, status } = sumUp(lesson, reports);
    expect({ score, status }).toEqual({ score: max, status: "pass" });
    expect(max).toBeLessThan(100);
    expect(passMark).toBeLessThan(80);
  });
});

describe("one root cause, one message", () => {
  test("what builds on a lost criterion is not judged, along the whole chain", () => {
    expect(statuses({ published: FAILED, heard: FAILED, acknowledged: FAILED })).toEqual({
      published: "fail",
      heard: "not-judged",
      acknowledged: "not-judged",
    });
  });

  test("what holds all the same keeps its points", () => {
    expect(statuses({ url: FAILED, heard: FAILED })).toMatchObject({ url: "fail", heard: "fail" });
    expect(statuses({ url: FAILED })).not.toHaveProperty("published");
  });

  test("what holds and shows nothing without the lost criterion is not judged", () => {
    expect(statuses({ url: FAILED })).toEqual({ url: "fail", unreachable: "not-judged" });
  });

  test("what could not be judged either says what was lost, and no reason of its own", () => {
    const changes: Readonly<Record<string, Outcome>> = {
      heard: FAILED,
      acknowledged: { status: "not-judged", ...BECAUSE },
    };
    const reports = checkReports(lesson, outcomes(changes));
    expect(reports.find(({ id }) => id === "acknowledged")?.because?.en).toBe(
      "it can't be seen until this holds: title of heard",
    );
    const alone = checkReports(lesson, outcomes({ acknowledged: { status: "not-judged", ...BECAUSE } }));
    expect(alone.find(({ id }) => id === "acknowledged")?.because).toEqual(BECAUSE.because);
  });

  test("what can't be judged takes away what builds on it", () => {
    const reports = checkReports(
      lesson,
      outcomes({ heard: { status: "not-judged", ...BECAUSE }, acknowledged: FAILED }),
    );
    expect(reports.find(({ id }) => id === "acknowledged")).toMatchObject({
      status: "not-judged",
      because: { en: "it can't be seen until this holds: title of heard" },
      points: 0,
    });
  });
});

function sums(changes: Readonly<Record<string, Outcome>>): ReturnType<typeof sumUp> {
  return sumUp(lesson, checkReports(lesson, outcomes(changes)));
}

describe("sums", () => {
  test("points by dimension, and the pass mark", () => {
    expect(sums({})).toMatchObject({ score: 100, max: 100, passMark: 80, status: "pass" });
    expect(sums({ published: FAILED })).toEqual({
      score: 70,
      max: 100,
      passMark: 80,
      status: "fail",
      dimensions: { routing: { score: 55, max: 85 }, ack: { score: 10, max: 10 }, durability: { score: 5, max: 5 } },
    });
  });

  test("what is skipped is not in the maximum, and the pass mark follows it", () => {
    expect(sums({ heard: { status: "skipped", ...BECAUSE } })).toMatchObject({
      score: 80,
      max: 80,
      passMark: 64,
      status: "pass",
    });
  });

  test("an error makes the whole an error; so does a criterion that nothing judged, and a report of nothing", () => {
    expect(sums({ url: { status: "error", ...BECAUSE } }).status).toBe("error");
    const some = new Map(outcomes());
    some.delete("stops");
    expect(checkReports(lesson, some).find(({ id }) => id === "stops")?.status).toBe("error");
    expect(sumUp(lesson, checkReports(lesson, new Map())).status).toBe("error");
    const skipped: Outcome = { status: "skipped", ...BECAUSE };
    expect(sums(Object.fromEntries(lesson.criteria.map(({ id }) => [id, skipped]))).status).toBe("error");
  });
});
