import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "P1",
  title: { en: "All receivers consume from one queue with a fixed name", "zh-CN": "所有接收者共用一个固定名字的队列" },
  loses: ["own-queue"],
  leavesUnjudged: ["queue-goes"],
});
