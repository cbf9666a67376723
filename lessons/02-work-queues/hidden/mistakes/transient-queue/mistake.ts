import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "W10",
  title: { en: "The queue is not durable", "zh-CN": "队列不是持久的" },
  loses: ["durable-queue"],
  leavesUnjudged: ["tasks-wait"],
});
