import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "H8",
  title: {
    en: "send waits half a second instead of waiting for the broker",
    "zh-CN": "send 固定等半秒，而不是等待 broker",
  },
  loses: [],
  advice: ["fixed-pause"],
});
