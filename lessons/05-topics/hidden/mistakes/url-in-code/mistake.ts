import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "G1",
  title: {
    en: "receive-logs-topic connects to a URL that stands in the code",
    "zh-CN": "receive-logs-topic 连接的地址写死在代码里",
  },
  loses: ["amqp-url"],
  leavesUnjudged: [
    "both-declare",
    "star",
    "hash",
    "every-pattern",
    "broker-chooses",
    "once",
    "private-queue",
    "settles",
    "usage",
    "stops",
    "unreachable",
  ],
});
