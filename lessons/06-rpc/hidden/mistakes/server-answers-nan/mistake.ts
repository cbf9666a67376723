import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "S9",
  title: {
    en: "The server answers a bad request with NaN, as if it were a result",
    "zh-CN": "服务端对坏请求回复 NaN，像是一个结果",
  },
  loses: [],
  advice: ["error-as-result"],
});
