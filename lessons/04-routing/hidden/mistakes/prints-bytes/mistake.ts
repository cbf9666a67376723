import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "G10",
  title: {
    en: "receive-logs-direct prints the body without turning it into text",
    "zh-CN": "receive-logs-direct 没有把消息体转成文本就打印",
  },
  loses: ["every-severity"],
  leavesUnjudged: ["exact-keys"],
});
