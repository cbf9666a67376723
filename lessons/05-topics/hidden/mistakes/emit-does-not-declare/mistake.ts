import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "P5",
  title: {
    en: "emit-log-topic publishes to an exchange that it has not declared",
    "zh-CN": "emit-log-topic 没有声明交换机就发布",
  },
  loses: ["both-declare"],
});
