import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "T7",
  title: {
    en: "receive-logs-topic makes a queue for each pattern",
    "zh-CN": "receive-logs-topic 给每个模式各建一个队列",
  },
  loses: ["once"],
});
