import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "P7",
  title: {
    en: "receive-logs says that it is waiting before its queue is bound",
    "zh-CN": "队列还没绑定好，receive-logs 就说自己在等待了",
  },
  loses: [],
  advice: ["ready-too-early"],
});
