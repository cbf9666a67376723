import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "R9",
  title: {
    en: "receive-logs-direct tidies the severity up before it binds",
    "zh-CN": "receive-logs-direct 绑定前把级别“整理”了一遍",
  },
  loses: ["exact-keys"],
});
