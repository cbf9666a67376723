import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "G5",
  title: { en: "emit-log never closes its connection and hangs", "zh-CN": "emit-log 从不关闭连接，一直挂着" },
  loses: ["emit-ends"],
});
