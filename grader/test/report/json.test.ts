import { describe, expect, it } from "vitest";
import { renderJson } from "../../src/report/json.ts";
import { HOSTILE, report } from "./sample-report.ts";

describe("the JSON report", () => {
  it("is the Report, whole", () => {
    expect(JSON.parse(renderJson(report()))).toEqual(JSON.parse(JSON.stringify(report())));
  });

  it("carries hostile words unchanged, without a character that acts on a terminal", () => {
    const json = renderJson(report({ submission: HOSTILE }));
    // oxlint-disable-next-line no-control-regex -- that none is left is the point
    expect(json).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    expect(JSON.parse(json)).toMatchObject({ submission: HOSTILE });
  });
});
