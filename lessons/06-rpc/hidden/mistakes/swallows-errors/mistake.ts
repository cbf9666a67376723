import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "G8",
  title: {
    en: "The client hides that the broker can't be reached and exits with code 0",
    "zh-CN": "客户端隐瞒连不上 broker 的事实，以退出码 0 结束",
  },
  loses: ["unreachable"],
});
