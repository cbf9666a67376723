import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "G10",
  title: { en: "The text is sent as JSON, with quotes around it", "zh-CN": "文本以 JSON 发送，多出了引号" },
  loses: ["send-delivers"],
  leavesUnjudged: ["default-text"],
});
