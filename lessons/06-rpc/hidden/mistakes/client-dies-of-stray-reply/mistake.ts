import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "C6",
  title: {
    en: "The client throws when a reply comes that it does not wait for",
    "zh-CN": "收到不在等待的回复时，客户端抛出异常",
  },
  loses: ["reply-matching"],
});
