import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "H1",
  title: { en: "send publishes to helo, receive reads hello", "zh-CN": "send 发往 helo，receive 读取 hello" },
  loses: ["send-delivers"],
  leavesUnjudged: ["default-text"],
});
