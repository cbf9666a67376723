import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "G10",
  title: { en: "The body is printed as a Buffer", "zh-CN": "直接打印 Buffer" },
  loses: ["worker-receives"],
});
