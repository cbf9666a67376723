import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "C8",
  title: {
    en: "The client publishes with direct reply-to before it consumes the replies",
    "zh-CN": "客户端用 direct reply-to，却在消费回复之前就发布请求",
  },
  loses: ["client-prints"],
  leavesUnjudged: ["reply-matching", "own-replies", "client-ends"],
});
