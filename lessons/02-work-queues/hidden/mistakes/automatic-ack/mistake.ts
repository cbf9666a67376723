import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "W1",
  title: { en: "The worker consumes with noAck", "zh-CN": "worker 以 noAck 方式消费" },
  loses: ["ack-after-work"],
  leavesUnjudged: ["redelivery", "fair-dispatch", "tasks-wait"],
});
