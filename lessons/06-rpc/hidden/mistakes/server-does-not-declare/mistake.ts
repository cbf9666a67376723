import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "H3",
  title: { en: "The server relies on the client to declare rpc_queue", "zh-CN": "服务端指望客户端来声明 rpc_queue" },
  loses: ["both-declare"],
});
