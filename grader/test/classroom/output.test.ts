import { describe, expect, test } from "vitest";
import { fileName, gradebookRow, type GradebookRow, type Judged } from "../../src/classroom/output/gradebook.ts";
import { indexPage } from "../../src/classroom/output/index-page.ts";
import { knownMistakes, recognise } from "../../src/classroom/output/recognise.ts";
import { canvasCsv, moodleCsv } from "../../src/classroom/output/tables.ts";
import { progressLine, progressStep } from "../../src/classroom/run/progress.ts";
import { parseCsv } from "../../src/csv.ts";
import { width } from "../../src/report/layout.ts";
import { verbatim } from "../../src/text.ts";
import { TINY_LESSON } from "../fixtures/tiny-course.ts";
import { check, report } from "../report/sample-report.ts";

const LESSON = { lesson: TINY_LESSON, folder: "/course/lessons/01-tiny" };
const SECOND = { lesson: { ...TINY_LESSON, number: 2, folder: "02-tiny" }, folder: "/course/lessons/02-tiny" };

function row(id: string, declares: "pass" | "fail", sends: "pass" | "not-judged", lesson = LESSON): GradebookRow {
  const score = (declares === "pass" ? 40 : 0) + (sends === "pass" ? 60 : 0);
  const made = report({
    score,
    max: 100,
    status: score >= 80 ? "pass" : "fail",
    checks: [check({ id: "declares", status: declares }), check({ id: "sends", status: sends })],
    problems: [],
  });
  const learner = { id, name: id, platform: "none" as const };
  return gradebookRow(
    { learner, entries: [id], lesson, planned: { kind: "task", key: "0".repeat(40) } },
    { key: "0".repeat(40), outcome: { kind: "graded", report: made } },
  );
}

describe("names of files", () => {
  test("are safe on every system, and different for different ids", () => {
    const ids = [
      "alice",
      "Alice",
      "../x",
      "a/b",
      "a_b",
      "con",
      "王小明",
      "..",
      "",
      "x".repeat(300),
      "x".repeat(301),
      "a:b",
    ];
    const names = ids.map(fileName);
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(ids.length);
    for (const name of names) {
      expect(name).toMatch(/^[\p{L}\p{N}_-][\p{L}\p{N}._-]*$/u);
      expect(name).not.toBe("con");
      expect(name.length).toBeLessThan(80);
    }
    expect(fileName("alice")).toBe("alice");
  });
});

function judged(statuses: Record<string, "pass" | "fail" | "not-judged">): Judged {
  const checks = Object.entries(statuses).map(([id, status]) => ({ id, status }));
  return { score: 0, max: 100, percent: 0, dimensions: {}, checks };
}

describe("what the class gets wrong", () => {
  const known = knownMistakes([
    { row: "A", title: verbatim("acknowledges early"), loses: ["ack"], leavesUnjudged: ["redelivery"] },
    { row: "B", title: verbatim("no ack"), loses: ["ack"], leavesUnjudged: ["redelivery", "fair"] },
    { row: "C", title: verbatim("not durable"), loses: ["durable"] },
    { row: "D", title: verbatim("not durable at all"), loses: ["durable"] },
    { row: "E", title: verbatim("only advice"), loses: [] },
  ]);
  const titles = (statuses: Record<string, "pass" | "fail" | "not-judged">): string[] =>
    recognise(judged(statuses), known).map(({ title }) => title.en);

  test("is told by what is lost and what is left unjudged", () => {
    expect(titles({ ack: "fail", redelivery: "not-judged", fair: "pass", durable: "pass" })).toEqual([
      "acknowledges early",
    ]);
    expect(titles({ ack: "fail", redelivery: "not-judged", fair: "not-judged", durable: "pass" })).toEqual(["no ack"]);
    expect(titles({ ack: "pass", redelivery: "pass", fair: "pass", durable: "fail" })).toEqual([
      "not durable or: not durable at all",
    ]);
  });

  test("may be several mistakes at once, or none that is known", () => {
    expect(titles({ ack: "fail", redelivery: "not-judged", fair: "pass", durable: "fail" }).toSorted()).toEqual([
      "acknowledges early",
      "not durable or: not durable at all",
    ]);
    expect(titles({ ack: "fail", redelivery: "pass", fair: "pass", durable: "pass" })).toEqual([]);
    expect(titles({ ack: "pass", redelivery: "pass", fair: "pass", durable: "pass" })).toEqual([]);
  });
});

describe("the page of a class", () => {
  const rows = [
    row("a", "pass", "pass"),
    row("b", "fail", "not-judged"),
    row("<script>alert(1)</script>", "fail", "not-judged"),
  ];
  const page = indexPage({ name: "autumn", rows, mistakes: new Map(), language: "zh-CN" });

  test("says how many lost what, in both languages", () => {
    expect(page).toContain('<html lang="zh-CN">');
    expect(page).toContain("2 of 3");
    expect(page).toContain("3 人中 2 人");
    expect(page).toContain("title of declares");
  });

  test("needs nothing from anywhere, and takes no name for markup", () => {
    expect(page).not.toContain("<script>alert");
    expect(page).not.toMatch(/\b(src|href)="(?!learners\/)/u);
    expect(page).toContain('href="learners/a/01-tiny.html"');
  });

  test("has a cell for each learner and criterion", () => {
    expect(page.match(/<td class="(pass|fail|not-judged)"/gu)).toHaveLength(6);
  });
});

describe("tables for learning platforms", () => {
  const rows = [row("a", "pass", "pass"), row("b", "fail", "pass")];

  test("Canvas: its header, its points possible, a score of 100 for each lesson", () => {
    const [header, possible, first, second] = parseCsv(canvasCsv(rows));
    expect(header).toEqual(["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Lesson 1: Tiny"]);
    expect(possible).toEqual(["Points Possible", "", "", "", "", "100"]);
    expect(canvasCsv(rows)).toContain('"    Points Possible"');
    expect(first).toEqual(["a", "", "a", "", "", "100"]);
    expect(second).toEqual(["b", "", "b", "", "", "60"]);
  });

  test("Moodle: the worksheet of one lesson, a table of several", () => {
    const moodle = rows.map((each) => ({
      ...each,
      learner: { ...each.learner, id: "1234", platform: "moodle" as const },
    }));
    const [header, first] = parseCsv(moodleCsv(moodle, "en"));
    expect(header).toContain("Last modified (grade)");
    expect(first?.slice(0, 5)).toEqual(["Participant 1234", "a", "", "100", "100"]);
    const several = [...rows, row("a", "pass", "pass", SECOND)];
    expect(parseCsv(moodleCsv(several, "en"))[0]).toEqual([
      "Identifier",
      "Full name",
      "Email address",
      "Lesson 1",
      "Lesson 2",
    ]);
  });
});

describe("the progress of a class", () => {
  const state = { done: 30, all: 200, earlier: 10, elapsedMs: 60_000, activity: verbatim("2 at work") };

  test("is a line that fits, with a bar and the time left by the speed of this run", () => {
    const line = progressLine(state, 79);
    expect(line.en).toBe(`[${"#".repeat(5)}${"-".repeat(32)}]  30/200 · 2 at work · about 9 min left`);
    for (const columns of [40, 60, 79]) {
      expect(width(progressLine(state, columns).en)).toBeLessThanOrEqual(Math.max(columns, 44));
      expect(width(progressLine(state, columns)["zh-CN"])).toBeLessThanOrEqual(Math.max(columns, 44));
    }
  });

  test("is a line now and then in a log, and guesses nothing at the beginning", () => {
    expect(progressStep(state)?.en).toBe("graded 30 of 200, about 9 min left");
    expect(progressStep({ ...state, done: 31 })).toBeUndefined();
    expect(progressStep({ ...state, done: 10 })?.en).toBe("graded 10 of 200");
  });
});
