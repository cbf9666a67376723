import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "G4",
  title: {
    en: "emit-log closes the connection in the same breath as it publishes",
    "zh-CN": "emit-log 一发布就立刻关闭连接",
  },
  loses: ["emit-publishes"],
});
