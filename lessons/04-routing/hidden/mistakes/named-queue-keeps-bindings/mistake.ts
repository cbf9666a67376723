import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "R8",
  title: {
    en: "A queue with a fixed name keeps the bindings of the last run",
    "zh-CN": "固定名字的队列保留着上次运行的绑定",
  },
  loses: ["private-queue"],
});
