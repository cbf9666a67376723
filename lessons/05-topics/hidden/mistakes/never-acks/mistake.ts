import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "P8",
  title: {
    en: "receive-logs-topic promises to acknowledge, and never does",
    "zh-CN": "receive-logs-topic 说好由自己确认，却从不确认",
  },
  loses: ["settles"],
});
