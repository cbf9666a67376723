/** Criteria of lesson 4: who is given what. */
import type { Criterion } from "grader";

export const listening: readonly Criterion[] = [
  {
    id: "every-severity",
    dimension: "routing",
    points: 20,
    after: ["amqp-url"],
    title: {
      en: "receive-logs-direct is given, and prints, every message with any of the severities named",
      "zh-CN": "receive-logs-direct 会收到并打印所列任何一个级别的每条消息",
    },
    why: {
      en: "One queue may have as many bindings as you like, and each is one more kind of message that it gets. A forgotten one shows only when the error that nobody was told of has done its damage.",
      "zh-CN":
        "一个队列可以有任意多个绑定，每个绑定多收一种消息。漏掉一个，要等到没人收到的那条错误造成损失时才会发现。",
    },
    hints: [
      {
        en: "How many bindings does your queue have after `receive-logs-direct warning error`?",
        "zh-CN": "执行 `receive-logs-direct warning error` 之后，你的队列有几个绑定？",
      },
      {
        en: "Call bindQueue() once for each argument, all with the same queue, before you consume.",
        "zh-CN": "对每个参数各调用一次 bindQueue()，都用同一个队列，并且在消费之前完成。",
      },
      {
        en: 'for (const severity of severities) await channel.bindQueue(queue, "direct_logs", severity);',
        "zh-CN": 'for (const severity of severities) await channel.bindQueue(queue, "direct_logs", severity);',
      },
    ],
  },
  {
    id: "broker-chooses",
    dimension: "routing",
    points: 20,
    after: ["amqp-url"],
    title: {
      en: "What was not asked for is not delivered: the broker does the choosing",
      "zh-CN": "没有要的消息不会送来：由 broker 挑选",
    },
    why: {
      en: "A receiver that takes everything and throws most of it away costs network, memory and time for each message that it does not want. With a thousand receivers that is the whole load, a thousand times.",
      "zh-CN":
        "接收者照单全收，再扔掉大部分，每条不要的消息都要花网络、内存和时间。一千个接收者，就是把全部负载乘以一千。",
    },
    hints: [
      {
        en: "Look at `npm run lesson 4 wire`: which messages are delivered to your program that it does not print?",
        "zh-CN": "看看 `npm run lesson 4 wire`：有哪些消息送到了你的程序，却没有打印？",
      },
      {
        en: "Bind with the severities named and nothing else, and remove the filter from your code.",
        "zh-CN": "只用所列的级别做绑定，并去掉代码里的过滤。",
      },
      {
        en: 'for (const severity of process.argv.slice(2)) await channel.bindQueue(queue, "direct_logs", severity); // and no `if` in the consumer',
        "zh-CN":
          'for (const severity of process.argv.slice(2)) await channel.bindQueue(queue, "direct_logs", severity); // and no `if` in the consumer',
      },
    ],
  },
  {
    id: "exact-keys",
    dimension: "routing",
    points: 5,
    visibility: "hidden",
    after: ["amqp-url", "emit-severity", "every-severity", "broker-chooses"],
    title: {
      en: "A severity is used letter by letter by both programs, whatever word it is",
      "zh-CN": "不管级别是什么词，两个程序都逐字使用它",
    },
    why: {
      en: "A direct exchange compares bytes: 'Error', 'error ' and 'error' are three different keys. A program that tidies them up on one side only makes messages disappear.",
      "zh-CN":
        "direct 交换机比较的是字节：'Error'、'error ' 和 'error' 是三个不同的键。只在一边做“整理”，消息就会消失。",
    },
    hints: [
      {
        en: "Is the key that you bind with the very one that was typed, capital letters and spaces included?",
        "zh-CN": "你绑定用的键，和输入的完全一样吗？包括大小写和空格？",
      },
      {
        en: "Hand the argument over as it is: no toLowerCase(), no trim(), no wildcards: direct knows none.",
        "zh-CN": "原样交给 broker：不要 toLowerCase()，不要 trim()，也不要通配符，direct 不认通配符。",
      },
      {
        en: 'await channel.bindQueue(queue, "direct_logs", severity);',
        "zh-CN": 'await channel.bindQueue(queue, "direct_logs", severity);',
      },
    ],
  },
  {
    id: "private-queue",
    dimension: "routing",
    points: 5,
    after: ["amqp-url"],
    title: {
      en: "receive-logs-direct has a queue of its own, named by the broker and gone when it ends",
      "zh-CN": "receive-logs-direct 有自己的队列，由 broker 命名，结束后随之消失",
    },
    why: {
      en: "A queue with a fixed name keeps the bindings of the last run: started again with other arguments, it still gets what was asked for yesterday. And a queue that stays behind collects messages for nobody.",
      "zh-CN":
        "固定名字的队列会保留上次运行的绑定：换了参数重新启动，仍会收到昨天要的消息。而留下来的队列，会为没有人的读者不断堆积消息。",
    },
    hints: [
      {
        en: "Start your receiver with other arguments than last time. Which bindings does its queue have now?",
        "zh-CN": "换一组参数再启动接收者。它的队列现在有哪些绑定？",
      },
      {
        en: "Declare the queue with an empty name and exclusive, as in lesson 3: a fresh queue for each run, deleted with the connection.",
        "zh-CN": "像第 3 课那样，用空名字并以 exclusive 声明队列：每次运行都是新队列，连接一断就被删除。",
      },
      {
        en: 'const { queue } = await channel.assertQueue("", { exclusive: true });',
        "zh-CN": 'const { queue } = await channel.assertQueue("", { exclusive: true });',
      },
    ],
  },
  {
    id: "settles",
    dimension: "ack",
    points: 5,
    after: ["amqp-url"],
    title: {
      en: "receive-logs-direct consumes with noAck, or acknowledges each message exactly once",
      "zh-CN": "receive-logs-direct 以 noAck 消费，或者对每条消息恰好确认一次",
    },
    why: {
      en: "What you promise to acknowledge and don't, the broker keeps in memory for as long as you are connected.",
      "zh-CN": "你答应确认却没有确认的消息，只要你还连着，broker 就得一直留在内存里。",
    },
    hints: [
      {
        en: "Who tells the broker that a message is done with: does it take that for granted, or do you say so?",
        "zh-CN": "谁来告诉 broker 一条消息已经处理完：是它自己默认，还是由你来说？",
      },
      {
        en: "Either { noAck: true } in consume(), or one channel.ack(message) for each message. Both together is an error: 406, and the channel is closed.",
        "zh-CN":
          "要么在 consume() 中写 { noAck: true }，要么每条消息调用一次 channel.ack(message)。两者同时用是错误：406，信道被关闭。",
      },
      {
        en: "await channel.consume(queue, print, { noAck: true });",
        "zh-CN": "await channel.consume(queue, print, { noAck: true });",
      },
    ],
  },
];
