import { defineTeaching } from "grader";

export const teaching = defineTeaching({
  parts: [
    {
      minutes: 10,
      what: {
        en: "Three people want three kinds of news. Who throws away what they did not ask for, and what does the way cost?",
        "zh-CN": "三个人要三种新闻。谁来扔掉没要的？白送一趟要花多少？",
      },
    },
    {
      minutes: 10,
      what: {
        en: "direct: equal keys. Several bindings for one queue, one binding for several queues.",
        "zh-CN": "direct：键相等。一个队列多个绑定，多个队列同一个绑定。",
      },
    },
    {
      minutes: 30,
      what: {
        en: "Write emit-log-direct and receive-logs-direct, from lesson 3's programs.",
        "zh-CN": "在第 3 课程序的基础上编写 emit-log-direct 和 receive-logs-direct。",
      },
    },
    {
      minutes: 10,
      what: {
        en: "Look at the frames of one who filters in the program: count what came in vain.",
        "zh-CN": "看一个在程序里过滤的人的帧：数一数有多少条白来了。",
      },
    },
  ],
  wrongTurns: [
    "filters-in-client",
    "binds-first-only",
    "binds-all",
    "wildcard-in-direct",
    "key-and-text-swapped",
    "lower-cases-key",
    "named-queue-keeps-bindings",
    "fanout-exchange",
  ],
  draw: [
    {
      en: "Lesson 3's picture, with a severity at each string: error on the first, info and warning on the second.",
      "zh-CN": "第 3 课的图，每根绳上写一个级别：第一根写 error，第二根写 info 和 warning。",
    },
    {
      en: "Send error, info, debug with a finger and ask where each one ends.",
      "zh-CN": "用手指发出 error、info、debug，问每一条到哪里为止。",
    },
    {
      en: "Bind error to the second queue as well: how many copies are there now?",
      "zh-CN": "把 error 也绑到第二个队列：现在有几份？",
    },
  ],
});
