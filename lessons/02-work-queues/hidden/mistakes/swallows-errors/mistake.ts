import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "G8",
  title: { en: "Errors are caught and forgotten", "zh-CN": "错误被捕获后就被遗忘" },
  loses: ["unreachable"],
});
