import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "R5",
  title: { en: "The exchange is still the fanout of lesson 3", "zh-CN": "交换机还是第 3 课的 fanout" },
  loses: ["direct"],
  leavesUnjudged: ["broker-chooses", "exact-keys"],
});
