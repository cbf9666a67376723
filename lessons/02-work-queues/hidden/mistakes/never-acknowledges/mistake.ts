import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "W3",
  title: { en: "The ack is forgotten", "zh-CN": "忘记确认" },
  loses: ["acks-once"],
  leavesUnjudged: ["ack-after-work", "redelivery", "fair-dispatch", "tasks-wait", "survives-bad-task"],
});
