import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "P2",
  title: {
    en: "emit-log puts the message into a queue and goes round the exchange",
    "zh-CN": "emit-log 把消息直接放进队列，绕过了交换机",
  },
  loses: ["emit-publishes"],
});
