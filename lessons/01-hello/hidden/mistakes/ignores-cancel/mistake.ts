import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "G11",
  title: {
    en: "receive takes it for granted that consume() calls it with a message",
    "zh-CN": "receive 以为 consume() 每次给它的都是消息",
  },
  loses: [],
  advice: ["queue-deleted"],
});
