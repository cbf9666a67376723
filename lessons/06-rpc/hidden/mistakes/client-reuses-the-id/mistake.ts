import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "C2",
  title: {
    en: "Every question of the client has the same correlation_id",
    "zh-CN": "客户端的所有问题用同一个 correlation_id",
  },
  loses: ["reply-matching"],
});
