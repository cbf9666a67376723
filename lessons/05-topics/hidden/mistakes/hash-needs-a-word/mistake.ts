import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "T3",
  title: {
    en: "receive-logs-topic thinks that # is at least one word",
    "zh-CN": "receive-logs-topic 以为 # 至少要有一个词",
  },
  loses: ["hash"],
});
