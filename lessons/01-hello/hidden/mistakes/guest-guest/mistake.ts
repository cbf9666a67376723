import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "G2",
  title: { en: "User and password are written in the code", "zh-CN": "用户名和密码写死在代码里" },
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
