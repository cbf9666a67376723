import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "G5",
  title: { en: "send leaves its connection open", "zh-CN": "send 不关闭连接" },
  loses: ["send-ends"],
});
