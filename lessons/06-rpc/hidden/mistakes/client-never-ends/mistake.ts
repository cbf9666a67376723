import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "G5",
  title: {
    en: "The client leaves its connection open when it has its answers",
    "zh-CN": "客户端得到答案之后仍让连接开着",
  },
  loses: ["client-ends"],
});
