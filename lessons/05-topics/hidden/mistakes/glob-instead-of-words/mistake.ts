import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "T4",
  title: {
    en: "receive-logs-topic turns order.* into order*, as a shell would",
    "zh-CN": "receive-logs-topic 像 shell 那样把 order.* 改成 order*",
  },
  loses: ["star"],
});
