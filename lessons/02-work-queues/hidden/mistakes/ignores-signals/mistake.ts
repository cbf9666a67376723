import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "G7",
  title: { en: "The worker is simply ended by the signal", "zh-CN": "worker 被信号直接终止" },
  loses: ["orderly-end"],
});
