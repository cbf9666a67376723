import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "G1",
  title: {
    en: "Both programs have a URL of their own and ignore AMQP_URL",
    "zh-CN": "两个程序都写死了地址，忽略 AMQP_URL",
  },
  loses: ["amqp-url"],
  leavesUnjudged: [
    "both-declare",
    "server-answers",
    "exact-numbers",
    "correlation-id",
    "ack-after-reply",
    "one-at-a-time",
    "bad-requests",
    "no-reply-to",
    "client-prints",
    "client-default",
    "all-at-once",
    "reply-matching",
    "own-replies",
    "client-timeout",
    "client-ends",
    "server-stops",
    "durable-queue",
    "unreachable",
  ],
});
