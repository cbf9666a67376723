import { describe, expect, it } from "vitest";
import { compareCoverage, compareMistake, compareSolution, compareStarter } from "../../src/course/expectations.ts";
import type { Finding } from "../../src/course/finding.ts";
import type { PlacedMistake } from "../../src/course/mistakes.ts";
import type { Lesson, Mistake } from "../../src/lesson.ts";
import type { CheckReport, Report } from "../../src/score/report.ts";
import { verbatim } from "../../src/text.ts";
import { check, FRAMES, passedReport, report, text } from "../report/sample-report.ts";

const LESSON: Lesson = {
  number: 2,
  folder: "02-work-queues",
  title: text("Work queues", "工作队列"),
  task: text("", ""),
  programs: [{ name: "worker", kind: "consumer", usage: "" }],
  criteria: passedReport().checks.map(({ id, dimension, max, title, why, hints }) => ({
    id,
    dimension,
    points: max,
    title,
    why,
    hints,
  })),
  topology: { nodes: [], edges: [] },
};

function placed(mistake: Partial<Mistake>): PlacedMistake {
  return { name: "acks-too-early", folder: "", mistake: { row: "W2", title: text("", ""), loses: [], ...mistake } };
}

function said(findings: readonly Finding[]): string[] {
  return findings.map(({ where, what }) => `${where}: ${what.en}`);
}

/** The sample: loses ack-after-work and one-at-a-time, leaves slow-worker unjudged, gets the advice stack-trace. */
const asDeclared = placed({
  loses: ["ack-after-work", "one-at-a-time"],
  leavesUnjudged: ["slow-worker"],
  advice: ["stack-trace"],
});

describe("a mistake", () => {
  it("is right where it loses, leaves unjudged and is advised exactly what it declares", () => {
    expect(said(compareMistake(asDeclared, report(), LESSON))).toEqual([]);
  });

  it.each<[string, Partial<Mistake>, string]>([
    [
      "loses too little",
      { loses: ["ack-after-work", "one-at-a-time", "persistent"] },
      "must lose persistent, but that is pass",
    ],
    [
      "loses too much",
      { loses: ["ack-after-work"] },
      "loses one-at-a-time as well, which it does not declare: it held 6 at once",
    ],
    [
      "loses what is not judged",
      { loses: ["ack-after-work", "one-at-a-time", "slow-worker"] },
      "must lose slow-worker, but that is not-judged",
    ],
    [
      "judges what it should not",
      { leavesUnjudged: ["slow-worker", "redelivered"] },
      "must leave redelivered unjudged, but that is pass",
    ],
    ["leaves more unjudged", { leavesUnjudged: [] }, "leaves slow-worker unjudged as well"],
    ["is not advised", { advice: ["stack-trace", "fixed-pause"] }, "must be given the advice fixed-pause"],
    ["is advised more", { advice: [] }, "is given the advice stack-trace, which it does not declare"],
    [
      "names what there is not",
      { loses: ["ack-after-work", "one-at-a-time", "ack-aftr-work"] },
      "names ack-aftr-work, which is no criterion",
    ],
  ])("is found out where it %s", (_what, changes, finding) => {
    const findings = said(compareMistake(placed({ ...asDeclared.mistake, ...changes }), report(), LESSON));
    expect(findings).toContainEqual(expect.stringContaining(`mistake acks-too-early: ${finding}`));
  });

  it("proves nothing where it declares nothing", () => {
    expect(said(compareMistake(placed({}), { ...passedReport() }, LESSON))).toEqual([
      "mistake acks-too-early: declares neither a lost criterion nor advice, so it proves nothing",
    ]);
  });

  it("is not judged by what the broker can't show", () => {
    const skipped = withStatus(report(), "one-at-a-time", "skipped");
    expect(said(compareMistake(asDeclared, skipped, LESSON))).toEqual([]);
  });

  it("must run: what does not compile loses nothing", () => {
    const broken = report({
      problems: [{ kind: "syntax", file: "worker.ts", line: 3, column: 1, message: text("A bracket is missing", "") }],
    });
    expect(said(compareMistake(asDeclared, broken, LESSON))).toEqual([
      "mistake acks-too-early: has a problem in its files: worker.ts:3 A bracket is missing",
    ]);
  });

  it("is no mistake's fault where the grader failed", () => {
    const failed = report({ status: "error", error: text("The broker went away", "") });
    expect(said(compareMistake(asDeclared, failed, LESSON))).toEqual([
      "mistake acks-too-early: could not be judged: The broker went away",
    ]);
  });
});

describe("the solution", () => {
  it("has all points and needs no advice", () => {
    expect(said(compareSolution(passedReport()))).toEqual([]);
  });

  it("is found out where it loses a point, is not judged, or is advised", () => {
    expect(said(compareSolution(withStatus(passedReport(), "persistent", "fail")))).toContainEqual(
      expect.stringContaining("persistent"),
    );
    expect(said(compareSolution({ ...passedReport(), score: 99 }))).toEqual([
      "solution: the solution has 99 of 100 points; it must have them all",
    ]);
    expect(
      said(compareSolution({ ...passedReport(), advice: [{ id: "stack-trace", text: text("", "") }] })),
    ).toContainEqual(expect.stringContaining("stack-trace"));
    expect(said(compareSolution(withStatus(passedReport(), "persistent", "error")))).toContainEqual(
      expect.stringContaining("error of the grader"),
    );
  });
});

describe("the starter", () => {
  const connects = report({
    wire: [{ scenario: "one", title: verbatim("one"), visibility: "public", frames: FRAMES }],
  });

  it("runs, connects, and leaves something to do", () => {
    expect(said(compareStarter(connects, LESSON))).toEqual([]);
  });

  it("is found out where it passes already", () => {
    expect(said(compareStarter({ ...connects, score: 80 }, LESSON))).toEqual([
      expect.stringContaining("starter has 80 points"),
    ]);
  });

  it("is found out where one of its programs never connected", () => {
    const twoPrograms: Lesson = {
      ...LESSON,
      programs: [...LESSON.programs, { name: "work", kind: "producer", usage: "" }],
    };
    expect(said(compareStarter(connects, twoPrograms))).toEqual([
      "starter: the starter's work never connected to the broker",
    ]);
  });
});

describe("the mistakes of a lesson", () => {
  it("lose every criterion between them, and are six at least", () => {
    const all = LESSON.criteria.map(({ id }) => placed({ loses: [id] }));
    expect(said(compareCoverage(all, LESSON))).toEqual([]);
    expect(said(compareCoverage(all.slice(1), LESSON))).toEqual([
      "hidden/mistakes: no mistake loses both-declare: nothing proves that it can be lost",
      "hidden/mistakes: there are 5 mistakes; a lesson has at least 6",
    ]);
  });
});

function withStatus(base: Report, id: string, status: CheckReport["status"]): Report {
  return {
    ...base,
    checks: base.checks.map((each) =>
      each.id === id ? check({ ...each, status, because: text("because", "") }) : each,
    ),
  };
}
