import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "C9",
  title: {
    en: "The client consumes amq.rabbitmq.reply-to without noAck",
    "zh-CN": "客户端消费 amq.rabbitmq.reply-to 时没有用 noAck",
  },
  loses: ["client-prints"],
  leavesUnjudged: ["client-default", "all-at-once", "reply-matching", "own-replies", "client-timeout", "client-ends"],
});
