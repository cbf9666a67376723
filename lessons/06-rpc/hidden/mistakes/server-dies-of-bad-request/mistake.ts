import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "S4",
  title: {
    en: "The server throws on a request that is no number from 0 to 90",
    "zh-CN": "请求不是 0 到 90 的数字时，服务端抛出异常",
  },
  loses: ["bad-requests"],
});
