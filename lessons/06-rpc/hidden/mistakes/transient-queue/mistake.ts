import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "H6",
  title: { en: "rpc_queue is not durable", "zh-CN": "rpc_queue 不是持久队列" },
  loses: ["durable-queue"],
});
