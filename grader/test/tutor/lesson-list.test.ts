import stringWidth from "string-width";
import { describe, expect, it } from "vitest";
import type { Lesson } from "../../src/lesson.ts";
import { paintFor } from "../../src/report/paint.ts";
import { type LessonState, renderLessonList } from "../../src/tutor/lesson-list.ts";
import { passedReport, report, text } from "../report/sample-report.ts";

function lesson(number: number, english: string, chinese: string): Lesson {
  return {
    number,
    folder: `0${number}-x`,
    title: text(english, chinese),
    task: text("", ""),
    programs: [],
    criteria: [],
    topology: { nodes: [], edges: [] },
  };
}

const STATES: readonly LessonState[] = [
  { lesson: lesson(1, "Hello", "你好"), begun: true, report: passedReport() },
  { lesson: lesson(2, "Work queues", "工作队列"), begun: true, report: report() },
  { lesson: lesson(3, "Publish and subscribe", "发布与订阅"), begun: true },
  { lesson: lesson(4, "Routing", "路由"), begun: false },
];

describe("the list of lessons", () => {
  it("has state, score and next step of every lesson", () => {
    expect(renderLessonList(STATES, "en", 120, paintFor(false)).split("\n")).toEqual([
      "The lessons",
      "✓ 1 Hello                    100/100  compare: npm run lesson 1 diff",
      "✗ 2 Work queues               62/100  next: A task is acknowledged after its work is done (npm run lesson 2 hint)",
      "◐ 3 Publish and subscribe      begun  go on: npm run lesson 3",
      "○ 4 Routing                not begun  begin: npm run lesson 4",
    ]);
  });

  it("speaks Chinese, and stays within a narrow terminal", () => {
    const shown = renderLessonList(STATES, "zh-CN", 50, paintFor(false));
    expect(shown).toContain("开始：npm run lesson 4");
    expect(shown.split("\n").filter((line) => stringWidth(line) > 50)).toEqual([]);
  });
});
