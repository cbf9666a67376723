import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "R1",
  combines: ["R1", "P6"],
  title: {
    en: "receive-logs-direct binds only the first severity, and its queue stays behind",
    "zh-CN": "receive-logs-direct 只绑定第一个级别，而且队列留在了 broker 上",
  },
  loses: ["every-severity", "private-queue"],
  leavesUnjudged: ["settles"],
});
