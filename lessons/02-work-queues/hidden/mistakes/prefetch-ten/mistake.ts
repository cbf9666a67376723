import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "W20",
  title: { en: "The prefetch limit is ten", "zh-CN": "prefetch 设成了十" },
  loses: ["fair-dispatch"],
});
