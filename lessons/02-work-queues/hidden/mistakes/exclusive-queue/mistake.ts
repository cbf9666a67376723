import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "W21",
  title: { en: "The worker declares the queue exclusive", "zh-CN": "worker 把队列声明为独占" },
  loses: ["workers-share"],
  leavesUnjudged: [
    "worker-receives",
    "acks-once",
    "ack-after-work",
    "redelivery",
    "fair-dispatch",
    "tasks-wait",
    "survives-bad-task",
  ],
});
