import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "G5",
  title: {
    en: "emit-log-topic leaves its connection open",
    "zh-CN": "emit-log-topic 不关闭连接",
  },
  loses: ["emit-ends"],
});
