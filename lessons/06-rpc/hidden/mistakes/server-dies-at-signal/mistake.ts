import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "G7",
  title: {
    en: "The server does nothing at SIGINT and SIGTERM, so Node ends it on the spot",
    "zh-CN": "服务端不处理 SIGINT 和 SIGTERM，被 Node 当场终止",
  },
  loses: ["server-stops"],
});
