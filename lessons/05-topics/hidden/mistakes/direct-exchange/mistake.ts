import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "T5",
  title: { en: "The exchange is still the direct one of lesson 4", "zh-CN": "交换机还是第 4 课的 direct" },
  loses: ["topic"],
  leavesUnjudged: ["star", "hash", "every-pattern", "broker-chooses", "once"],
});
