import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "H4",
  title: { en: "receive asks for one message and ends", "zh-CN": "receive 只取一条消息就结束" },
  loses: ["receive-prints"],
  leavesUnjudged: ["receive-stops"],
});
