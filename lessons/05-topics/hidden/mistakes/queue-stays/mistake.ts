import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "P6",
  title: {
    en: "The queue is neither exclusive nor auto-delete and stays behind",
    "zh-CN": "队列既不是 exclusive 也不是 auto-delete，程序结束后仍然留着",
  },
  loses: ["private-queue"],
});
