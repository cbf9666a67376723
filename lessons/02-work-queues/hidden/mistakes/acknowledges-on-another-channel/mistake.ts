import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "W5",
  title: {
    en: "worker acknowledges on another channel than the one that brought the task",
    "zh-CN": "worker 确认时用的信道，不是送来任务的那个",
  },
  loses: ["acks-once"],
  leavesUnjudged: ["ack-after-work", "redelivery", "fair-dispatch", "tasks-wait", "survives-bad-task", "orderly-end"],
});
