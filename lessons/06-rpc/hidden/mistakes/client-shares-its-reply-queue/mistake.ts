import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "C7",
  title: {
    en: "All clients read replies from one queue with a fixed name",
    "zh-CN": "所有客户端从同一个固定名字的队列读回复",
  },
  loses: ["own-replies"],
  advice: ["reply-queue-left-behind"],
});
