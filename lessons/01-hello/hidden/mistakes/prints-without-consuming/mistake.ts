import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "G6",
  title: {
    en: "receive prints the usual line without taking any message",
    "zh-CN": "receive 没有取任何消息，就打印出惯常的那一行",
  },
  loses: ["receive-prints"],
  leavesUnjudged: ["receive-settles", "receive-stops"],
});
