import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "W12",
  combines: ["W10", "W11"],
  title: {
    en: "Neither the queue nor the tasks in it outlive the broker",
    "zh-CN": "队列和其中的任务都熬不过 broker 重启",
  },
  loses: ["durable-queue", "persistent-tasks"],
  leavesUnjudged: ["tasks-wait"],
});
