import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "W22",
  title: { en: "The queue is deleted with its last worker", "zh-CN": "队列随最后一个 worker 一起删除" },
  loses: ["tasks-wait"],
});
