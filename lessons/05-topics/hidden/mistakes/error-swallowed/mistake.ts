import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "G8",
  title: {
    en: "emit-log-topic reports an unreachable broker and exits with 0 all the same",
    "zh-CN": "连接不上 broker 时，emit-log-topic 说明了原因，却仍以退出码 0 结束",
  },
  loses: ["unreachable"],
});
