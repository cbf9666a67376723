import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "S10",
  title: {
    en: "The server computes with numbers, which are not exact beyond 2^53",
    "zh-CN": "服务端用 number 计算，超过 2^53 就不准确",
  },
  loses: ["exact-numbers"],
});
