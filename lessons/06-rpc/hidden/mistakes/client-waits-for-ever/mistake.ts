import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "C5",
  title: { en: "The client waits for ever for an answer", "zh-CN": "客户端无限期地等待答案" },
  loses: ["client-timeout"],
});
