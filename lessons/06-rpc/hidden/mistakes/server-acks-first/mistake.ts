import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "S2",
  title: { en: "The server acknowledges before it replies", "zh-CN": "服务端先确认，后回复" },
  loses: ["ack-after-reply"],
});
