import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "T1",
  title: {
    en: "receive-logs-topic binds * where # was asked for",
    "zh-CN": "要的是 #，receive-logs-topic 却用 * 绑定",
  },
  loses: ["hash"],
});
