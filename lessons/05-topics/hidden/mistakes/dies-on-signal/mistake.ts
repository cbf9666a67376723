import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "G7",
  title: {
    en: "receive-logs-topic ignores the signals and is torn down by them",
    "zh-CN": "receive-logs-topic 不处理信号，被信号直接终止",
  },
  loses: ["stops"],
});
