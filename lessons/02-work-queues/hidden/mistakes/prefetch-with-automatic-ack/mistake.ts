import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "W18",
  title: {
    en: "worker sets prefetch(1) and consumes with noAck, which makes it no limit",
    "zh-CN": "worker 设了 prefetch(1)，又以 noAck 消费，上限就不起作用",
  },
  loses: ["ack-after-work"],
  leavesUnjudged: ["redelivery", "fair-dispatch", "tasks-wait"],
});
