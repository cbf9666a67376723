import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "P5",
  title: {
    en: "receive-logs-direct relies on others to declare the exchange",
    "zh-CN": "receive-logs-direct 指望别人来声明交换机",
  },
  loses: ["both-declare"],
});
