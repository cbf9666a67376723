import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "H3",
  title: { en: "receive relies on the queue being there", "zh-CN": "receive 以为队列已经存在" },
  loses: ["both-declare"],
});
