import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "S1",
  title: {
    en: "The server replies without the request's correlation_id",
    "zh-CN": "服务端的回复没有带上请求的 correlation_id",
  },
  loses: ["correlation-id"],
});
