import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "U1",
  title: {
    en: "Without arguments, receive-logs-topic starts and listens to nothing",
    "zh-CN": "没有参数时，receive-logs-topic 照样启动，却什么都不听",
  },
  loses: ["usage"],
});
