import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "W16",
  title: { en: "The prefetch limit is set on another channel", "zh-CN": "prefetch 设在了另一个信道上" },
  loses: ["fair-dispatch"],
});
