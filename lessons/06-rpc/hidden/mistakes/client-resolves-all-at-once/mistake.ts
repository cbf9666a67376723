import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "C4",
  title: {
    en: "The client takes the first reply for the answer to all of its questions",
    "zh-CN": "客户端把第一条回复当成所有问题的答案",
  },
  loses: ["reply-matching"],
});
