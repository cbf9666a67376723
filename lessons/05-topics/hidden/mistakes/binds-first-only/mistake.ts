import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "R1",
  title: {
    en: "receive-logs-topic binds the first pattern and forgets the others",
    "zh-CN": "receive-logs-topic 只绑定第一个模式，忘了其余的",
  },
  loses: ["every-pattern"],
  leavesUnjudged: ["once"],
});
