import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "W24",
  title: { en: "A redelivered task is taken for a duplicate and skipped", "zh-CN": "把重新投递的任务当作重复而跳过" },
  loses: ["redelivery"],
});
