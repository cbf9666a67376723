import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "T6",
  combines: ["T6", "T7"],
  title: {
    en: "emit-log-topic turns the words of the key round, and receive-logs-topic makes a queue for each pattern",
    "zh-CN": "emit-log-topic 颠倒了键里的词，receive-logs-topic 又给每个模式各建一个队列",
  },
  loses: ["emit-key", "once"],
});
