import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "R4",
  title: { en: "emit-log-direct swaps severity and text", "zh-CN": "emit-log-direct 把级别和文本弄反了" },
  loses: ["emit-severity"],
});
