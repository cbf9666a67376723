import { defineTeaching } from "grader";

export const teaching = defineTeaching({
  parts: [
    {
      minutes: 10,
      what: {
        en: "A letter that nobody is at home for: why a shop leaves notes instead of waiting. The paper cards, one round.",
        "zh-CN": "一封没人在家收的信：商店为什么留便条而不是等着。玩一轮纸牌。",
      },
    },
    {
      minutes: 10,
      what: {
        en: "Connection, channel, queue, default exchange at the board. Read 'The idea' in pairs.",
        "zh-CN": "在黑板上讲连接、信道、队列、默认交换机。两人一组读“思路”。",
      },
    },
    {
      minutes: 30,
      what: {
        en: "Write send and receive; the grader watches at every save.",
        "zh-CN": "编写 send 和 receive；每次保存都会评分。",
      },
    },
    {
      minutes: 10,
      what: {
        en: "One lost message, looked at together in the frames: who knew that it was lost?",
        "zh-CN": "一起看帧，找一条丢失的消息：谁知道它丢了？",
      },
    },
  ],
  wrongTurns: [
    "exits-before-sending",
    "closes-connection-at-once",
    "never-closes",
    "misspelt-queue",
    "never-acknowledges",
    "receiver-does-not-declare",
    "options-differ",
    "hard-coded-address",
  ],
  draw: [
    {
      en: "Two programs and nothing between them. Ask: what if the right one is not running?",
      "zh-CN": "两个程序，中间什么也没有。问：右边那个没在运行怎么办？",
    },
    {
      en: "Put the queue between them, then the exchange in front of it, and write the routing key at the arrow.",
      "zh-CN": "在中间画上队列，前面画上交换机，把路由键写在箭头旁。",
    },
    {
      en: "Cut the arrow from send with a finger: where is the message at this moment? (In send's own memory, until the confirm comes.)",
      "zh-CN": "用手指切断 send 的箭头：此刻消息在哪里？（在 send 自己的内存里，直到确认到来。）",
    },
  ],
});
