import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "G8",
  title: {
    en: "emit-log says nothing and exits with 0 where the broker can't be reached",
    "zh-CN": "连接不上 broker 时，emit-log 一声不响，以退出码 0 结束",
  },
  loses: ["unreachable"],
});
