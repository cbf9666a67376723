import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "G3",
  title: {
    en: "emit-log-direct calls process.exit() right after publish()",
    "zh-CN": "emit-log-direct 在 publish() 之后立即调用 process.exit()",
  },
  loses: ["emit-severity"],
  leavesUnjudged: ["exact-keys"],
});
