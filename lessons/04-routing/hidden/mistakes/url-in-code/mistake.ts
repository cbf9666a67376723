import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "G1",
  title: {
    en: "receive-logs-direct connects to a URL that stands in the code",
    "zh-CN": "receive-logs-direct 连接的地址写死在代码里",
  },
  loses: ["amqp-url"],
  leavesUnjudged: [
    "both-declare",
    "every-severity",
    "broker-chooses",
    "exact-keys",
    "private-queue",
    "settles",
    "usage",
    "stops",
    "unreachable",
  ],
});
