import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "W3",
  title: { en: "Messages are printed, but never acknowledged", "zh-CN": "消息打印了，却从不确认" },
  loses: ["receive-settles"],
});
