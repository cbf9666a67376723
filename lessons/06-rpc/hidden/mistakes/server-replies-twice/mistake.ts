import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "S9",
  title: { en: "The server replies twice to each request", "zh-CN": "服务端对每个请求回复两次" },
  loses: ["server-answers"],
});
