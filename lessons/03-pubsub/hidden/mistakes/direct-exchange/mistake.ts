import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "P4",
  title: {
    en: "The exchange is direct, and works by luck as long as every key is empty",
    "zh-CN": "交换机类型是 direct，只是碰巧路由键都为空才能工作",
  },
  loses: ["fanout"],
});
