import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "G3",
  title: {
    en: "emit-log calls process.exit() right after publish()",
    "zh-CN": "emit-log 在 publish() 之后立即调用 process.exit()",
  },
  loses: ["emit-publishes"],
});
