import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "C3",
  title: { en: "The client makes a new reply queue for every question", "zh-CN": "客户端为每个问题新建一个回复队列" },
  loses: [],
  advice: ["reply-queue-per-call"],
});
