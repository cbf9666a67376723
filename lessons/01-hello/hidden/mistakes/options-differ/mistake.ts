import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "H5",
  title: { en: "The two programs declare the queue with different options", "zh-CN": "两个程序声明队列的选项不同" },
  loses: ["both-declare"],
  leavesUnjudged: ["default-text", "receive-prints", "receive-settles", "receive-stops", "durable-queue"],
});
