import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "C1",
  title: {
    en: "The client takes replies in the order in which they come, whatever their id",
    "zh-CN": "客户端按到达顺序认领回复，不看 id",
  },
  loses: ["reply-matching"],
});
