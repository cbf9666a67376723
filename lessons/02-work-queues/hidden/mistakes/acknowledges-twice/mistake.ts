import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "W4",
  title: { en: "The task is acknowledged in the callback and in the handler", "zh-CN": "在回调和处理函数里各确认一次" },
  loses: ["acks-once"],
  leavesUnjudged: ["ack-after-work", "redelivery", "fair-dispatch", "tasks-wait", "survives-bad-task", "orderly-end"],
});
