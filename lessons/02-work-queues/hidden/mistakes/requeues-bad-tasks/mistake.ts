import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "W7",
  title: { en: "A task that fails is put back, again and again", "zh-CN": "失败的任务一次又一次退回队列" },
  loses: ["survives-bad-task"],
});
