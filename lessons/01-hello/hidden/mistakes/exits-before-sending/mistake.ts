import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "G3",
  title: { en: "The program exits right after publishing", "zh-CN": "发布之后立刻退出进程" },
  loses: ["send-delivers"],
  leavesUnjudged: ["default-text"],
});
