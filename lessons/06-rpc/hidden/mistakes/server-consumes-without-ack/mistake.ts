import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "S3",
  title: { en: "The server consumes with noAck", "zh-CN": "服务端用 noAck 消费" },
  loses: ["ack-after-reply"],
  leavesUnjudged: ["one-at-a-time"],
});
