import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "R6",
  title: {
    en: "receive-logs-direct has everything delivered and throws most of it away",
    "zh-CN": "receive-logs-direct 让 broker 把一切都送来，自己再扔掉",
  },
  loses: ["broker-chooses"],
});
