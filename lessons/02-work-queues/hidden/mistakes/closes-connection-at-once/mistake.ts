import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "G4",
  title: { en: "The connection is closed in the same breath as the publish", "zh-CN": "发布之后立刻关闭连接" },
  loses: ["task-arrives"],
  leavesUnjudged: ["persistent-tasks", "tasks-wait"],
});
