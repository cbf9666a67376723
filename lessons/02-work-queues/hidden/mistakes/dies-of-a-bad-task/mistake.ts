import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "W23",
  title: { en: "A text without dots makes the worker throw", "zh-CN": "没有点的文本会让 worker 抛出异常" },
  loses: ["survives-bad-task"],
});
