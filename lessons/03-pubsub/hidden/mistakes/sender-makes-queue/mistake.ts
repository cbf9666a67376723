import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "P9",
  title: {
    en: "emit-log makes a queue and binds it, so that nothing gets lost",
    "zh-CN": "emit-log 自己创建并绑定队列，“以免丢消息”",
  },
  loses: ["drops-unheard"],
});
