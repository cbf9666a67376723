import stringWidth from "string-width";
import { describe, expect, it } from "vitest";
import { renderTable } from "../../src/report/table.ts";
import { renderTerminal } from "../../src/report/terminal.ts";
import { renderWire } from "../../src/report/wire.ts";
import { LANGUAGES } from "../../src/text.ts";
import { FRAMES, HOSTILE, WORKER, check, passedReport, report, text, verbatim } from "./sample-report.ts";

const plain = { language: "en", columns: 80, colour: false } as const;
const repeatCommand = "npm run grade -- 2 lessons/02-work-queues/submission --seed 4711";

describe("the terminal report", () => {
  for (const language of LANGUAGES) {
    for (const columns of [80, 50]) {
      it(`reads as it should in ${language} at ${columns} columns`, async () => {
        const options = { language, columns, colour: false };
        const shown = [
          renderTerminal(report(), { ...options, repeatCommand }),
          renderTerminal(passedReport(), options),
          renderWire(report(), options),
          renderTable([report(), passedReport()], options),
        ].join(`\n${"=".repeat(columns)}\n`);
        await expect(`${shown}\n`).toMatchFileSnapshot(`golden/report.${language}.${columns}.txt`);
      });

      it(`stays within ${columns} columns in ${language}`, () => {
        const shown = renderTerminal(report(), { language, columns, colour: false, repeatCommand });
        expect(shown.split("\n").filter((line) => stringWidth(line) > columns)).toEqual([]);
      });
    }
  }

  it("uses colours only where they are wanted, and means the same without them", () => {
    const coloured = renderTerminal(report(), { ...plain, colour: true });
    // oxlint-disable-next-line no-control-regex -- terminal styles begin with a control character
    expect(coloured).toMatch(/\u001b\[31m/);
    // oxlint-disable-next-line no-control-regex -- the same
    expect(coloured.replace(/\u001b\[\d+m/g, "")).toBe(renderTerminal(report(), plain));
  });

  it("marks the frame where the point was lost by a sign", () => {
    const lines = renderTerminal(report(), plain).split("\n");
    expect(lines.filter((line) => line.includes("▶"))).toEqual([
      expect.stringContaining("#15 106 ms worker 1 → basic.ack"),
    ]);
  });

  it("shows the hint that was reached, the question at first", () => {
    expect(renderTerminal(report(), plain)).toContain("hint 1 of 3");
    const third = renderTerminal(report(), { ...plain, hintLevels: { "ack-after-work": 3 } });
    expect(third).toContain("hint 3 of 3");
    expect(third).toContain("await work(text);");
  });

  it("shows what does not compile before the score, with its place", () => {
    const broken = report({
      problems: [
        {
          kind: "syntax",
          file: "worker.ts",
          line: 12,
          column: 5,
          message: text("A bracket is missing", "缺少括号"),
          detail: 'Expected ")" but found ";"',
        },
      ],
    });
    const shown = renderTerminal(broken, plain);
    expect(shown).toContain('✗ worker.ts:12:5  A bracket is missing\n    Expected ")" but found ";"');
    expect(shown.indexOf("worker.ts:12:5")).toBeLessThan(shown.indexOf("62/100"));
  });

  it("says that an error is not the learner's fault, and shows no score", () => {
    const shown = renderTerminal(
      report({ status: "error", error: text("The broker went away.", "代理断开了。"), checks: [] }),
      plain,
    );
    expect(shown).toContain("The broker went away.");
    expect(shown).toContain("no fault of your program");
    expect(shown).not.toContain("62/100");
  });

  it("shows frames around the offending one where there are too many", () => {
    const frames = Array.from({ length: 200 }, (_, index) => ({
      ...FRAMES[1]!,
      number: index + 1,
      offending: index === 150,
    }));
    const shown = renderTerminal(report({ checks: [check({ id: "held", status: "fail", points: 0, frames })] }), plain);
    expect(shown).toContain("▶ #151");
    expect(shown).toContain("… 186 more");
    expect(shown).not.toContain("#100 ");
  });

  it("cuts what a program printed, with the program's name before each line", () => {
    const stdout = Array.from({ length: 500 }, (_, index) => `line ${index}`).join("\n");
    const shown = renderTerminal(report({ programs: [{ ...WORKER, stdout, cutBytes: 12_345 }] }), plain);
    expect(shown).toContain("worker 1 │ line 0");
    expect(shown).toContain("worker 1 │ … 494 more lines");
    expect(shown).not.toContain("line 20\n");
  });

  it("lets nothing of a submission act on the terminal", () => {
    const hostile = verbatim(HOSTILE);
    const frame = { ...FRAMES[3]!, line: HOSTILE, program: HOSTILE };
    const shown = renderTerminal(
      report({
        submission: HOSTILE,
        broker: HOSTILE,
        error: hostile,
        checks: [
          check({
            id: "held",
            status: "fail",
            points: 0,
            title: hostile,
            expected: hostile,
            seen: hostile,
            frames: [frame],
          }),
          check({ id: "other", status: "not-judged", because: hostile }),
        ],
        advice: [{ id: "a", text: hostile }],
        problems: [{ kind: "syntax", file: HOSTILE, line: 1, column: 1, message: hostile, detail: HOSTILE }],
        programs: [{ ...WORKER, label: HOSTILE, stdout: HOSTILE, stderr: HOSTILE }],
        wire: [{ scenario: WORKER.scenario, title: verbatim(WORKER.scenario), visibility: "public", frames: [frame] }],
      }),
      { ...plain, repeatCommand: HOSTILE },
    );
    // oxlint-disable-next-line no-control-regex -- that none is left is the point
    expect(shown).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    expect(shown).toContain(String.raw`\x1b[2J`);
  });
});

describe("the table of lessons", () => {
  it("adds up dimensions over the course, and leaves out what a lesson does not have", () => {
    const lines = renderTable([report(), passedReport()], plain).split("\n");
    expect(lines[1]).toMatch(/^✗ 2 Work queues .*20\/20 .*12\/30 .*30\/30 .*0\/20 .*– +62\/100$/);
    expect(lines[3]).toMatch(/all .*40\/40 .*42\/60 .*60\/60 .*20\/40 .*– +162\/200$/);
  });
});
