import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "G3",
  title: {
    en: "new-task calls process.exit() right after sendToQueue()",
    "zh-CN": "new-task 在 sendToQueue() 之后立即调用 process.exit()",
  },
  loses: ["task-arrives"],
  leavesUnjudged: ["persistent-tasks", "tasks-wait"],
});
