import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "L2",
  title: { en: "emit-log-topic refuses a key that just fits", "zh-CN": "emit-log-topic 连恰好放得下的键也拒绝" },
  loses: ["long-keys"],
});
