import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "S8",
  title: { en: "The server sets no prefetch", "zh-CN": "服务端没有设置 prefetch" },
  loses: ["one-at-a-time"],
});
