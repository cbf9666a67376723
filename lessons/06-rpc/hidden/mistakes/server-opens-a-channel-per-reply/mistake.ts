import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "G9",
  title: {
    en: "The server opens a channel for every reply",
    "zh-CN": "服务端为每个回复打开一个信道",
  },
  loses: [],
  advice: ["channel-per-reply"],
});
