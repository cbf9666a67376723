import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "S1",
  combines: ["S1", "S4"],
  title: {
    en: "The server replies without the correlation_id, and throws on a request that is no number from 0 to 90",
    "zh-CN": "服务端的回复没有带 correlation_id，遇到不是 0 到 90 的数字又抛出异常",
  },
  loses: ["correlation-id", "bad-requests"],
});
