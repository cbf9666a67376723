import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "R3",
  title: { en: "emit-log-direct publishes with an empty routing key", "zh-CN": "emit-log-direct 发布时路由键是空的" },
  loses: ["emit-severity"],
  leavesUnjudged: ["exact-keys"],
});
