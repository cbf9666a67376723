import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "W15",
  title: { en: "The prefetch limit is set after consume", "zh-CN": "在 consume 之后才设置 prefetch" },
  loses: ["fair-dispatch"],
});
