/** Criteria of lesson 5: who is given what. */
import type { Criterion } from "grader";

export const listening: readonly Criterion[] = [
  {
    id: "star",
    dimension: "routing",
    points: 10,
    after: ["amqp-url"],
    title: { en: "A * in a pattern stands for exactly one word", "zh-CN": "模式中的 * 恰好代表一个词" },
    why: {
      en: "'old.*' is meant for old.boy, and not for old.boy.python. Whoever reads * as 'anything' gets too much or too little.",
      "zh-CN": "'old.*' 要的是 old.boy，而不是 old.boy.python。把 * 理解成“任意内容”，收到的不是太多就是太少。",
    },
    hints: [
      {
        en: "How many words has the key old.boy.python, and how many does old.* allow for?",
        "zh-CN": "键 old.boy.python 有几个词？old.* 允许几个？",
      },
      {
        en: "Hand the pattern to bindQueue() untouched: the broker matches it word by word. Don't rewrite it, and don't match it yourself.",
        "zh-CN": "把模式原样交给 bindQueue()：由 broker 逐词匹配。不要改写，也不要自己匹配。",
      },
      {
        en: 'await channel.bindQueue(queue, "topic_logs", pattern);',
        "zh-CN": 'await channel.bindQueue(queue, "topic_logs", pattern);',
      },
    ],
  },
  {
    id: "hash",
    dimension: "routing",
    points: 10,
    after: ["amqp-url"],
    title: {
      en: "A # in a pattern stands for any number of words, none included",
      "zh-CN": "模式中的 # 代表任意多个词，包括零个",
    },
    why: {
      en: "'old.#' is how you say 'this and everything below it': old itself, old.boy and old.boy.python. One who forgets the first or the last of them finds gaps in the data.",
      "zh-CN":
        "'old.#' 的意思是“它本身以及下面的一切”：old、old.boy 和 old.boy.python。漏了头一个或最后一个，数据里就会有缺口。",
    },
    hints: [
      {
        en: "Does old.# match the key old? Does it match old.boy.python?",
        "zh-CN": "old.# 匹配键 old 吗？匹配 old.boy.python 吗？",
      },
      {
        en: "Both. The broker knows; bind with the pattern as it was given and print whatever comes.",
        "zh-CN": "都匹配。broker 知道规则：按给出的模式绑定，来什么就打印什么。",
      },
      {
        en: 'await channel.bindQueue(queue, "topic_logs", pattern);',
        "zh-CN": 'await channel.bindQueue(queue, "topic_logs", pattern);',
      },
    ],
  },
  {
    id: "every-pattern",
    dimension: "routing",
    points: 5,
    after: ["amqp-url"],
    title: {
      en: "receive-logs-topic is given, and prints, what matches any of its patterns",
      "zh-CN": "receive-logs-topic 会收到并打印与任何一个模式匹配的消息",
    },
    why: {
      en: "Each binding is one more thing that you hear of. A pattern that was named but not bound is a silence that nobody notices.",
      "zh-CN": "每个绑定都让你多听到一类消息。写了却没绑定的模式，是一片没人察觉的沉默。",
    },
    hints: [
      {
        en: "How many bindings does your queue have after `receive-logs-topic 'con1.*' 'con2.#'`?",
        "zh-CN": "执行 `receive-logs-topic 'con1.*' 'con2.#'` 之后，你的队列有几个绑定？",
      },
      {
        en: "Call bindQueue() for each argument. Mind the quotes in your shell: an unquoted * is replaced by file names before your program sees it, and # begins a comment.",
        "zh-CN":
          "对每个参数都调用 bindQueue()。注意 shell 里的引号：不加引号的 * 会先被替换成文件名，# 会成为注释的开头。",
      },
      {
        en: 'for (const pattern of patterns) await channel.bindQueue(queue, "topic_logs", pattern);',
        "zh-CN": 'for (const pattern of patterns) await channel.bindQueue(queue, "topic_logs", pattern);',
      },
    ],
  },
  {
    id: "broker-chooses",
    dimension: "routing",
    points: 5,
    after: ["amqp-url"],
    title: {
      en: "What matches no pattern is not delivered: the broker does the choosing",
      "zh-CN": "不匹配任何模式的消息不会送来：由 broker 挑选",
    },
    why: {
      en: "Binding with # and filtering in the code works in a test, and in production makes every listener carry the load of all.",
      "zh-CN": "用 # 绑定再在代码里过滤，测试时没问题；到了生产环境，每个接收者都要承担全部负载。",
    },
    hints: [
      {
        en: "Which deliveries does `npm run lesson 5 wire` show that your program does not print?",
        "zh-CN": "`npm run lesson 5 wire` 里有哪些投递，你的程序并没有打印？",
      },
      {
        en: "Bind with the patterns that were given, and with nothing else; then there is nothing to filter.",
        "zh-CN": "只用给出的模式绑定，就没有什么可过滤的了。",
      },
      {
        en: 'for (const pattern of patterns) await channel.bindQueue(queue, "topic_logs", pattern); // never with "#"',
        "zh-CN":
          'for (const pattern of patterns) await channel.bindQueue(queue, "topic_logs", pattern); // never with "#"',
      },
    ],
  },
  {
    id: "once",
    dimension: "routing",
    points: 10,
    after: ["amqp-url"],
    title: { en: "A message that two patterns match comes once", "zh-CN": "同时匹配两个模式的消息只来一次" },
    why: {
      en: "The broker puts a message into a queue once, however many of its bindings match. With a queue for each pattern it comes twice, and the customer gets two red packets.",
      "zh-CN":
        "无论一个队列有几个绑定匹配，broker 都只往里放一次。如果每个模式一个队列，消息就来两次，顾客也就领到两个红包。",
    },
    hints: [
      {
        en: "How many queues does your program declare for two patterns?",
        "zh-CN": "两个模式，你的程序声明了几个队列？",
      },
      {
        en: "One queue, bound several times: call assertQueue() once, and only bindQueue() in the loop.",
        "zh-CN": "一个队列，绑定多次：assertQueue() 只调用一次，循环里只有 bindQueue()。",
      },
      {
        en: 'const { queue } = await channel.assertQueue("", { exclusive: true }); for (const pattern of patterns) await channel.bindQueue(queue, "topic_logs", pattern);',
        "zh-CN":
          'const { queue } = await channel.assertQueue("", { exclusive: true }); for (const pattern of patterns) await channel.bindQueue(queue, "topic_logs", pattern);',
      },
    ],
  },
  {
    id: "private-queue",
    dimension: "routing",
    points: 5,
    after: ["amqp-url"],
    title: {
      en: "receive-logs-topic has a queue of its own, named by the broker and gone when it ends",
      "zh-CN": "receive-logs-topic 有自己的队列，由 broker 命名，结束后随之消失",
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
      en: "receive-logs-topic consumes with noAck, or acknowledges each message exactly once",
      "zh-CN": "receive-logs-topic 以 noAck 消费，或者对每条消息恰好确认一次",
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
