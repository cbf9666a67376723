import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "C4",
  title: {
    en: "The client asks the next question only after the answer to the one before",
    "zh-CN": "客户端等到上一个答案才提下一个问题",
  },
  loses: ["all-at-once"],
});
