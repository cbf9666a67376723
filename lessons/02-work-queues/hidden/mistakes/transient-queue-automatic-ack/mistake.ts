import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "W1",
  combines: ["W1", "W10"],
  title: {
    en: "The queue is not durable, and worker consumes with noAck",
    "zh-CN": "队列不持久，worker 又以 noAck 消费",
  },
  loses: ["ack-after-work", "durable-queue"],
  leavesUnjudged: ["redelivery", "fair-dispatch", "tasks-wait"],
});
