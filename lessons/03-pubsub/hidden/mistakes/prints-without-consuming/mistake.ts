import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "G6",
  title: {
    en: "receive-logs prints a line without hearing anything",
    "zh-CN": "receive-logs 什么都没听到就打印一行",
  },
  loses: ["every-message"],
  leavesUnjudged: ["own-queue", "settles", "queue-goes", "stops"],
});
