import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "L1",
  title: { en: "emit-log-topic cuts a key that is too long", "zh-CN": "emit-log-topic 把太长的键截短再发" },
  loses: ["long-keys"],
});
