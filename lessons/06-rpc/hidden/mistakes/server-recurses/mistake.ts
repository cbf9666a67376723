import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "S10",
  title: {
    en: "The server computes by naive recursion, which takes hours for fib(90)",
    "zh-CN": "服务端用朴素递归计算，fib(90) 要算上几个小时",
  },
  loses: ["exact-numbers"],
});
