import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "G6",
  title: {
    en: "worker prints Received and Done without taking any task",
    "zh-CN": "worker 没有取任何任务，就打印 Received 和 Done",
  },
  loses: ["worker-receives"],
  leavesUnjudged: [
    "acks-once",
    "ack-after-work",
    "redelivery",
    "fair-dispatch",
    "tasks-wait",
    "survives-bad-task",
    "workers-share",
    "orderly-end",
  ],
});
