import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "W6",
  title: {
    en: "worker consumes with noAck and acknowledges all the same",
    "zh-CN": "worker 以 noAck 消费，却照样确认",
  },
  loses: ["acks-once"],
  leavesUnjudged: ["ack-after-work", "redelivery", "fair-dispatch", "tasks-wait", "survives-bad-task", "orderly-end"],
});
