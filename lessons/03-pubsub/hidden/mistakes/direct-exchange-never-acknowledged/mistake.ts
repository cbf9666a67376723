import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "P4",
  combines: ["P4", "P8"],
  title: {
    en: "logs is a direct exchange, and receive-logs never acknowledges",
    "zh-CN": "logs 是 direct 交换机，receive-logs 也从不确认",
  },
  loses: ["fanout", "settles"],
});
