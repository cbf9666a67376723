import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "W6",
  title: {
    en: "receive-logs-direct consumes with noAck and acknowledges all the same",
    "zh-CN": "receive-logs-direct 以 noAck 消费，却又去确认",
  },
  loses: ["settles"],
  leavesUnjudged: ["every-severity", "stops"],
});
