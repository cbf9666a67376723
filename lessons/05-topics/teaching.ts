import { defineTeaching } from "grader";

export const teaching = defineTeaching({
  parts: [
    {
      minutes: 10,
      what: {
        en: "Everybody invents a key with three words for their own firm, and a question that leaves one of them open.",
        "zh-CN": "每人给自己的公司编一个三个词的键，再编一个其中一个词不限的问题。",
      },
    },
    {
      minutes: 15,
      what: {
        en: "* and #; the sheet 'Topic patterns' covered with a hand, row by row.",
        "zh-CN": "* 和 #；用手盖住速查表“topic 模式”，一行一行猜。",
      },
    },
    {
      minutes: 30,
      what: {
        en: "Write emit-log-topic and receive-logs-topic. Mind the quotes in the shell.",
        "zh-CN": "编写 emit-log-topic 和 receive-logs-topic。注意 shell 里的引号。",
      },
    },
    {
      minutes: 10,
      what: {
        en: "Two patterns that overlap: one message or two? Let both be shown in frames.",
        "zh-CN": "两个重叠的模式：一条还是两条？都在帧里看一看。",
      },
    },
  ],
  wrongTurns: [
    "queue-per-pattern",
    "filters-in-client",
    "glob-instead-of-words",
    "hash-needs-a-word",
    "star-taken-for-hash",
    "binds-first-only",
    "key-cut-off",
    "word-order-swapped",
  ],
  draw: [
    {
      en: "A key as three boxes: order, paid, vip. Below it a pattern as boxes, with one of them open.",
      "zh-CN": "把键画成三个格子：order、paid、vip。下面把模式也画成格子，其中一个空着。",
    },
    {
      en: "The same with #: a box that stretches, also to nothing.",
      "zh-CN": "换成 #：一个能伸缩的格子，也可以缩到没有。",
    },
    {
      en: "One queue with two patterns, and two queues with one each. Send order.paid.vip through both pictures.",
      "zh-CN": "一个队列两个模式，和两个队列各一个模式。让 order.paid.vip 走一遍两张图。",
    },
  ],
});
