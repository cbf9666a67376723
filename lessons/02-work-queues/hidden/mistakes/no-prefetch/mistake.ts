import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "W14",
  title: { en: "There is no prefetch limit", "zh-CN": "没有设置 prefetch" },
  loses: ["fair-dispatch"],
});
