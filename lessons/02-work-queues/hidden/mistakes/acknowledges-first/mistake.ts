import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "W2",
  title: { en: "The task is acknowledged when it arrives, before its work", "zh-CN": "任务一到就确认，工作还没做" },
  loses: ["ack-after-work"],
  leavesUnjudged: ["redelivery", "fair-dispatch", "tasks-wait"],
});
