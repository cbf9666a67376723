import { defineTeaching } from "grader";

export const teaching = defineTeaching({
  parts: [
    {
      minutes: 10,
      what: {
        en: "The noticeboard and the letter-box: who needs a copy, who needs to be the only one?",
        "zh-CN": "布告栏和信箱：谁需要一份副本，谁需要独占？",
      },
    },
    {
      minutes: 10,
      what: {
        en: "Exchange, binding, exclusive queue with a name from the broker.",
        "zh-CN": "交换机、绑定、由 broker 命名的独占队列。",
      },
    },
    {
      minutes: 30,
      what: {
        en: "Write emit-log and receive-logs. Two receivers in every group.",
        "zh-CN": "编写 emit-log 和 receive-logs。每组开两个接收程序。",
      },
    },
    {
      minutes: 10,
      what: {
        en: "Who came late has missed something: when is that right, when is it wrong?",
        "zh-CN": "来晚的就错过了：什么时候这样是对的，什么时候是错的？",
      },
    },
  ],
  wrongTurns: [
    "shared-queue",
    "name-made-up",
    "never-bound",
    "queue-stays",
    "sender-makes-queue",
    "send-to-queue",
    "exit-after-publish",
    "direct-exchange",
  ],
  draw: [
    {
      en: "Lesson 2's picture with two workers of one queue. Ask: how would both get everything?",
      "zh-CN": "第 2 课的图：一个队列两个 worker。问：怎样让两边都得到全部消息？",
    },
    {
      en: "One queue for each listener, then the exchange in front. Draw a binding as a string that the listener ties.",
      "zh-CN": "给每个听众一个队列，再在前面画上交换机。绑定画成听众自己系上的一根绳。",
    },
    {
      en: "Rub one listener out: what goes with it? (Queue and binding.) Rub the sender out: what goes? (Nothing.)",
      "zh-CN": "擦掉一个听众：什么跟着消失？（队列和绑定。）擦掉发送者：什么消失？（什么都没有。）",
    },
  ],
});
