import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "W19",
  title: {
    en: "worker sets prefetch(1), but acknowledges each task as it comes and works them off later",
    "zh-CN": "worker 设了 prefetch(1)，却在任务一到就确认，之后才慢慢做",
  },
  loses: ["ack-after-work"],
  leavesUnjudged: ["redelivery", "fair-dispatch", "tasks-wait"],
});
