import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "H2",
  title: { en: "send relies on the queue being there", "zh-CN": "send 以为队列已经存在" },
  loses: ["both-declare"],
});
