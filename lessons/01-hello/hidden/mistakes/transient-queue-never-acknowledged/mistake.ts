import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "H6",
  combines: ["H6", "W3"],
  title: {
    en: "The queue is not durable, and receive never acknowledges",
    "zh-CN": "队列不持久，receive 也从不确认",
  },
  loses: ["receive-settles", "durable-queue"],
});
