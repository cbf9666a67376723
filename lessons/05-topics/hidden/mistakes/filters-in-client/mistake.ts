import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "R6",
  title: {
    en: "receive-logs-topic has everything delivered and matches by itself",
    "zh-CN": "receive-logs-topic 让 broker 把一切都送来，自己做匹配",
  },
  loses: ["broker-chooses"],
});
