import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "S7",
  title: { en: "The server sends every reply to one fixed queue", "zh-CN": "服务端把所有回复都发到一个固定的队列" },
  loses: ["server-answers"],
});
