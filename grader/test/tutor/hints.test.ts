import { describe, expect, it } from "vitest";
import { paintFor } from "../../src/report/paint.ts";
import { levelsAfterVerdict, nextHint, renderHint } from "../../src/tutor/hints.ts";
import { passedReport, report } from "../report/sample-report.ts";

describe("hints", () => {
  it("are for the first lost criterion, each saying more than the one before", () => {
    let levels = levelsAfterVerdict(report(), {});
    // The verdict shows the question.
    expect(levels).toEqual({ "ack-after-work": 1 });
    const shown: string[] = [];
    for (let times = 0; times < 3; times += 1) {
      const next = nextHint(report(), levels);
      if (next === undefined) throw new Error("there must be a hint");
      levels = { ...levels, [next.check.id]: next.level };
      shown.push(renderHint(next, "en", 80, paintFor(false)));
    }
    expect(shown[0]).toContain("2 · a pointer");
    expect(shown[0]).toContain("One more hint");
    expect(shown[1]).toContain("3 · code");
    expect(shown[1]).toContain("  await work(text);\n  channel.ack(message);");
    // There is no fourth: the last one is shown again.
    expect(shown[2]).toBe(shown[1]);
  });

  it("begin with the question where no verdict was shown", () => {
    expect(nextHint(report(), {})).toMatchObject({ check: { id: "ack-after-work" }, level: 1 });
  });

  it("do not go back when a verdict comes after them", () => {
    expect(levelsAfterVerdict(report(), { "ack-after-work": 3 })).toEqual({ "ack-after-work": 3 });
  });

  it("are none where nothing is lost", () => {
    expect(nextHint(passedReport(), {})).toBeUndefined();
    expect(levelsAfterVerdict(passedReport(), { other: 2 })).toEqual({ other: 2 });
  });
});
