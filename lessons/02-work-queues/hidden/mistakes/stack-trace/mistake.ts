import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "G12",
  title: { en: "An error ends the program with a bare stack trace", "zh-CN": "出错时只留下调用栈" },
  loses: [],
  advice: ["stack-trace"],
});
