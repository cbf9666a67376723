import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "R7",
  title: {
    en: "receive-logs-direct binds with patterns, which a direct exchange takes literally",
    "zh-CN": "receive-logs-direct 用通配符绑定，而 direct 交换机只按字面比较",
  },
  loses: ["every-severity"],
  leavesUnjudged: ["broker-chooses", "exact-keys", "settles"],
});
