/** Takes out of a report what only the teacher may see. The one place where hidden criteria are hidden; points stay as they are. */
import type { Text } from "../text.ts";
import type { CheckReport, Report } from "./report.ts";

const GENERAL: Text = {
  en: "This criterion is hidden: your teacher sees what was done and what was seen. Read the task again, and try your program in ways that it does not name.",
  "zh-CN": "这一项是隐藏的：只有老师能看到测试做了什么、看到了什么。请重读任务，用任务中没有点名的方式试一试你的程序。",
};

/** The report as its learner may see it. Of a hidden criterion only title and points are left, and of a scenario that only hidden ones look at, nothing. */
export function withoutHidden(report: Report): Report {
  const secret = new Set(
    report.wire.flatMap(({ scenario, visibility }) => (visibility === "hidden" ? [scenario] : [])),
  );
  return {
    ...report,
    checks: report.checks.map((check) => (check.visibility === "hidden" ? veiled(check) : check)),
    programs: report.programs.filter(({ scenario }) => !secret.has(scenario)),
    wire: report.wire.filter(({ scenario }) => !secret.has(scenario)),
  };
}

function veiled(check: CheckReport): CheckReport {
  const { id, dimension, visibility, status, points, max, title } = check;
  const kept = { id, dimension, visibility, status, points, max, title, why: GENERAL, frames: [] };
  const hints = [GENERAL, GENERAL, GENERAL] as const;
  // Why something could not be judged names no evidence, only what came first.
  return { ...kept, hints, ...(check.because === undefined ? {} : { because: check.because }) };
}
