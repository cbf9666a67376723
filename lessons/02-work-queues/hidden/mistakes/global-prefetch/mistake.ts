import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "W17",
  title: { en: "The prefetch limit is the global one", "zh-CN": "使用了 global 形式的 prefetch" },
  loses: ["fair-dispatch"],
});
