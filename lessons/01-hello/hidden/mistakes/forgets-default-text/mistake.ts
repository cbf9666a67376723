import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "H7",
  title: { en: "Without words an empty message is sent", "zh-CN": "没有参数时发出空消息" },
  loses: ["default-text"],
});
