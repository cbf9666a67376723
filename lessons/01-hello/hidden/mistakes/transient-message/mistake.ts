import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "W11",
  title: { en: "The message is not marked persistent", "zh-CN": "消息没有标记为持久" },
  loses: [],
  advice: ["transient-message"],
});
