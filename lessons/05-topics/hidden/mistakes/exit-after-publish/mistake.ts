import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "G3",
  title: {
    en: "emit-log-topic calls process.exit() right after publish()",
    "zh-CN": "emit-log-topic 在 publish() 之后立即调用 process.exit()",
  },
  loses: ["emit-key"],
  leavesUnjudged: ["long-keys"],
});
