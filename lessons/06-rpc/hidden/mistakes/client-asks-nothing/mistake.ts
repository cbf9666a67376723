import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "C10",
  title: { en: "Without arguments the client asks for nothing", "zh-CN": "没有参数时客户端什么也不问" },
  loses: ["client-default"],
});
