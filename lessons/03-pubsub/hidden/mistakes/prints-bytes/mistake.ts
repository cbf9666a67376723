import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "G10",
  title: {
    en: "receive-logs prints the message's bytes instead of its text",
    "zh-CN": "receive-logs 打印的是字节，而不是文本",
  },
  loses: ["every-message"],
});
