import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "G5",
  title: {
    en: "emit-log-direct leaves its connection open",
    "zh-CN": "emit-log-direct 不关闭连接",
  },
  loses: ["emit-ends"],
});
