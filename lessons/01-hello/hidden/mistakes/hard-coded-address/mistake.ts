import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "G1",
  title: { en: "The address is written in the code", "zh-CN": "地址写死在代码里" },
  loses: ["amqp-url"],
  leavesUnjudged: [
    "send-delivers",
    "default-text",
    "both-declare",
    "receive-prints",
    "receive-settles",
    "send-ends",
    "receive-stops",
    "durable-queue",
    "unreachable",
  ],
});
