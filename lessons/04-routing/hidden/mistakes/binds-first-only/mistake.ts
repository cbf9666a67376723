import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "R1",
  title: {
    en: "receive-logs-direct binds the first severity and forgets the others",
    "zh-CN": "receive-logs-direct 只绑定第一个级别，忘了其余的",
  },
  loses: ["every-severity"],
  leavesUnjudged: ["settles"],
});
