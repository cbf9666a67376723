import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "P1",
  title: {
    en: "receive-logs makes up a random name for its queue itself",
    "zh-CN": "receive-logs 自己编一个随机的队列名",
  },
  loses: ["own-queue"],
});
