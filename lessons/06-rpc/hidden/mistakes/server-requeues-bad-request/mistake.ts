import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "W7",
  title: {
    en: "The server puts a bad request back into the queue, for ever",
    "zh-CN": "服务端把坏请求退回队列，没完没了",
  },
  loses: ["bad-requests"],
});
