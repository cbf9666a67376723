import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "S6",
  title: {
    en: "The server makes a body of a number, which is a TypeError in its handler",
    "zh-CN": "服务端用数字构造消息体，在处理函数里引发 TypeError",
  },
  loses: ["server-answers"],
  leavesUnjudged: ["exact-numbers", "correlation-id", "ack-after-reply", "bad-requests", "no-reply-to"],
});
