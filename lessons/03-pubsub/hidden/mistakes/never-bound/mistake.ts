import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "P3",
  title: {
    en: "receive-logs consumes from a queue that is bound to nothing",
    "zh-CN": "receive-logs 消费的队列没有绑定到任何交换机",
  },
  loses: ["every-message"],
  leavesUnjudged: ["settles"],
});
