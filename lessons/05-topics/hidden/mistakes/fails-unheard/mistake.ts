import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "P10",
  title: {
    en: "emit-log-topic takes it for an error that nobody listens",
    "zh-CN": "没有人听时，emit-log-topic 当成错误退出",
  },
  loses: ["emit-ends"],
});
