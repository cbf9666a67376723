import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "G5",
  title: {
    en: "new-task leaves its connection open",
    "zh-CN": "new-task 不关闭连接",
  },
  loses: ["orderly-end"],
});
