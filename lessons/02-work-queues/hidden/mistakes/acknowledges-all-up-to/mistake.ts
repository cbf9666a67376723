import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "W9",
  title: {
    en: "worker takes five tasks at once and acknowledges all that came before the one that is done",
    "zh-CN": "worker 同时做五个任务，做完一个就把它之前的全部确认",
  },
  loses: ["ack-after-work"],
  leavesUnjudged: ["redelivery", "fair-dispatch"],
});
