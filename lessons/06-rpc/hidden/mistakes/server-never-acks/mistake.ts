import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "S3",
  title: { en: "The server never acknowledges", "zh-CN": "服务端从不确认" },
  loses: ["ack-after-reply"],
  leavesUnjudged: ["exact-numbers", "bad-requests", "no-reply-to"],
});
