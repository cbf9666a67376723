import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "S5",
  title: { en: "The server expects every request to have a reply_to", "zh-CN": "服务端以为每个请求都有 reply_to" },
  loses: ["no-reply-to"],
});
