import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "G9",
  title: {
    en: "The client opens a connection for every question",
    "zh-CN": "客户端为每个问题建立一个连接",
  },
  loses: ["all-at-once"],
  advice: ["reply-queue-per-call"],
});
