import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "P5",
  title: {
    en: "receive-logs binds to an exchange that it has not declared",
    "zh-CN": "receive-logs 没有声明交换机就绑定",
  },
  loses: ["both-declare"],
});
