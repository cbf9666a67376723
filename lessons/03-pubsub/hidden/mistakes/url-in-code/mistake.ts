import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "G1",
  title: {
    en: "receive-logs connects to a URL that stands in the code",
    "zh-CN": "receive-logs 连接的地址写死在代码里",
  },
  loses: ["amqp-url"],
  leavesUnjudged: ["both-declare", "own-queue", "every-message", "settles", "queue-goes", "stops", "unreachable"],
});
