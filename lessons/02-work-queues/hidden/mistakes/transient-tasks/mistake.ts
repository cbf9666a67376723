import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "W11",
  title: { en: "The tasks are not marked persistent", "zh-CN": "任务没有标记为持久" },
  loses: ["persistent-tasks"],
  leavesUnjudged: ["tasks-wait"],
});
