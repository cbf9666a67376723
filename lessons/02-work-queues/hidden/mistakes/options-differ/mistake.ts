import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "W13",
  title: { en: "Only new-task declares the queue durable", "zh-CN": "只有 new-task 把队列声明为持久" },
  loses: ["both-declare"],
  leavesUnjudged: ["worker-receives", "acks-once", "durable-queue", "tasks-wait", "survives-bad-task"],
});
