import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "T6",
  title: { en: "emit-log-topic turns the words of the key round", "zh-CN": "emit-log-topic 把键里的词颠倒了顺序" },
  loses: ["emit-key"],
});
