/** Criteria of lesson 3: who hears it. */
import type { Criterion } from "grader";

export const listening: readonly Criterion[] = [
  {
    id: "own-queue",
    dimension: "routing",
    points: 20,
    after: ["amqp-url"],
    title: {
      en: "Each receive-logs has a queue of its own, named by the broker, so that each of several hears everything",
      "zh-CN": "每个 receive-logs 都有自己的、由 broker 命名的队列，所以同时运行的每一个都能听到全部消息",
    },
    why: {
      en: "Receivers that share a queue share its messages: stock would hear of one order, text messages of the next, and neither of all. A copy for each needs a queue for each, and a name that the broker makes up is one that nobody else can have taken.",
      "zh-CN":
        "共用一个队列的接收者会分掉里面的消息：库存听到这一单，短信听到下一单，谁都不完整。要人手一份，就要一人一个队列；而由 broker 起的名字，绝不会与别人撞上。",
    },
    hints: [
      {
        en: "Start two receivers and send six messages. How many does each of them print?",
        "zh-CN": "启动两个接收者，发送六条消息。它们各打印了几条？",
      },
      {
        en: "Declare the queue with an empty name: the broker makes one up and tells you in its answer. Use that name for binding and consuming. A name that you make up yourself, even a random one, is not that.",
        "zh-CN":
          "声明队列时把名字留空：broker 会起一个名字，并在答复中告诉你。绑定和消费都用这个名字。自己编的名字，哪怕是随机的，也不算。",
      },
      {
        en: 'const { queue } = await channel.assertQueue("", { exclusive: true });',
        "zh-CN": 'const { queue } = await channel.assertQueue("", { exclusive: true });',
      },
    ],
  },
  {
    id: "every-message",
    dimension: "routing",
    points: 15,
    after: ["amqp-url"],
    title: {
      en: "receive-logs prints every message that is published while it is there, each once",
      "zh-CN": "receive-logs 打印它在场期间发布的每一条消息，各一次",
    },
    why: {
      en: "An exchange keeps nothing. Only a queue that is bound to it at the moment of publishing gets a copy; without a binding a queue stays empty for ever, and nothing warns you.",
      "zh-CN":
        "交换机什么都不保存。只有发布的那一刻已经绑定的队列才会得到一份；没有绑定，队列永远是空的，而且不会有任何警告。",
    },
    hints: [
      {
        en: "Your queue exists and the exchange exists. How does the exchange know of the queue?",
        "zh-CN": "队列有了，交换机也有了。交换机怎么知道这个队列？",
      },
      {
        en: "Bind the queue to the exchange before you consume. Then print content.toString() of every message: content is bytes.",
        "zh-CN": "消费之前先把队列绑定到交换机。然后对每条消息打印 content.toString()：content 只是字节。",
      },
      {
        en: 'await channel.bindQueue(queue, "logs", ""); await channel.consume(queue, (message) => message && console.log(` [x] ${message.content.toString()}`), { noAck: true });',
        "zh-CN":
          'await channel.bindQueue(queue, "logs", ""); await channel.consume(queue, (message) => message && console.log(` [x] ${message.content.toString()}`), { noAck: true });',
      },
    ],
  },
  {
    id: "settles",
    dimension: "ack",
    points: 5,
    after: ["amqp-url"],
    title: {
      en: "receive-logs consumes with noAck, or acknowledges each message exactly once",
      "zh-CN": "receive-logs 以 noAck 消费，或者对每条消息恰好确认一次",
    },
    why: {
      en: "The broker keeps every message that it waits to hear of. A listener that never acknowledges lets them pile up in the broker's memory for as long as it runs, and it looks healthy all the while.",
      "zh-CN":
        "还在等待确认的消息，broker 都得留着。从不确认的接收者看上去一切正常，却让消息在 broker 的内存里越堆越多。",
    },
    hints: [
      {
        en: "Which of the two did you ask for: that the broker forgets a message when it sends it, or that you say when you are done?",
        "zh-CN": "你要的是哪一种：broker 一发出就忘掉，还是由你告诉它处理完了？",
      },
      {
        en: "For news that is only shown, { noAck: true } in consume() is enough. Otherwise call channel.ack(message) once for each message. Never both: the broker closes the channel with 406.",
        "zh-CN":
          "只是拿来显示的消息，在 consume() 中写 { noAck: true } 就够了；否则对每条消息调用一次 channel.ack(message)。不能两者都用：broker 会以 406 关闭信道。",
      },
      {
        en: "await channel.consume(queue, print, { noAck: true });",
        "zh-CN": "await channel.consume(queue, print, { noAck: true });",
      },
    ],
  },
  {
    id: "queue-goes",
    dimension: "routing",
    points: 5,
    after: ["amqp-url", "own-queue"],
    title: {
      en: "The queue of a receiver is gone when the receiver has ended",
      "zh-CN": "接收者结束后，它的队列也随之消失",
    },
    why: {
      en: "A queue that stays bound goes on getting a copy of everything, for a reader who never comes back under that name. After a week of restarts there are hundreds of them.",
      "zh-CN":
        "留下来的队列仍然绑定着，继续收下每一条消息，而它的读者再也不会以这个名字回来。重启一个星期，就会攒下几百个这样的队列。",
    },
    hints: [
      {
        en: "Start and stop your receiver three times, then look at `npx broker-lite list-queues`. What is there?",
        "zh-CN": "把接收者启动、停止三次，再看看 `npx broker-lite list-queues`。里面有什么？",
      },
      {
        en: "Declare the queue exclusive: it belongs to your connection, and the broker deletes it together with that, even if your program is killed.",
        "zh-CN": "把队列声明为 exclusive：它属于你的连接，连接一断 broker 就删除它，哪怕程序是被强行杀死的。",
      },
      {
        en: 'const { queue } = await channel.assertQueue("", { exclusive: true });',
        "zh-CN": 'const { queue } = await channel.assertQueue("", { exclusive: true });',
      },
    ],
  },
];
