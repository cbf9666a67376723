import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "R2",
  title: {
    en: "receive-logs-direct ignores its arguments and binds all three severities",
    "zh-CN": "receive-logs-direct 不看参数，三个级别全部绑定",
  },
  loses: ["broker-chooses"],
  leavesUnjudged: ["exact-keys"],
});
