import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "H3",
  title: {
    en: "worker relies on new-task to declare the queue",
    "zh-CN": "worker 指望 new-task 来声明队列",
  },
  loses: ["both-declare"],
  leavesUnjudged: ["workers-share", "ack-after-work", "redelivery", "fair-dispatch", "tasks-wait", "orderly-end"],
});
