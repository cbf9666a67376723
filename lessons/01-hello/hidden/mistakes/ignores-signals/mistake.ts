import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "G7",
  title: { en: "receive is simply ended by the signal", "zh-CN": "receive 被信号直接终止" },
  loses: ["receive-stops"],
});
