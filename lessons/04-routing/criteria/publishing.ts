/** Criteria of lesson 4: what is said, and with which key. */
import type { Criterion } from "grader";

export const publishing: readonly Criterion[] = [
  {
    id: "amqp-url",
    dimension: "routing",
    points: 5,
    title: { en: "Both programs connect to the URL in AMQP_URL", "zh-CN": "两个程序都连接 AMQP_URL 中的地址" },
    why: {
      en: "Which broker it is differs from machine to machine. Whoever starts the programs decides it; the code must not.",
      "zh-CN": "连接哪个 broker，每台机器都不一样，应由启动程序的人决定，而不是由代码决定。",
    },
    hints: [
      {
        en: "Where do host, user, password and vhost come from in your programs?",
        "zh-CN": "你的程序里，主机、用户名、密码和虚拟主机是从哪里来的？",
      },
      {
        en: "Hand AMQP_URL to connect() as it is; only where it is not set, use amqp://localhost.",
        "zh-CN": "把 AMQP_URL 原样交给 connect()；没有设置时才用 amqp://localhost。",
      },
      {
        en: 'const connection = await connect(process.env["AMQP_URL"] ?? "amqp://localhost");',
        "zh-CN": 'const connection = await connect(process.env["AMQP_URL"] ?? "amqp://localhost");',
      },
    ],
  },
  {
    id: "both-declare",
    dimension: "routing",
    points: 5,
    after: ["amqp-url"],
    title: {
      en: "Both programs declare the exchange direct_logs, so either may be started first",
      "zh-CN": "两个程序都声明交换机 direct_logs，谁先启动都可以",
    },
    why: {
      en: "Publishing to a missing exchange closes the channel, and so does binding to one. Nobody can promise the order in which services start.",
      "zh-CN": "交换机不存在时，发布会让信道被关闭，绑定也一样。没有人能保证服务的启动顺序。",
    },
    hints: [
      {
        en: "On an empty broker, which of your programs may run first?",
        "zh-CN": "在空的 broker 上，你的哪个程序可以先运行？",
      },
      {
        en: "assertExchange() belongs in both programs: before publish() in emit-log-direct, before bindQueue() in receive-logs-direct.",
        "zh-CN":
          "两个程序都要调用 assertExchange()：emit-log-direct 在 publish() 之前，receive-logs-direct 在 bindQueue() 之前。",
      },
      {
        en: 'await channel.assertExchange("direct_logs", "direct", { durable: true });',
        "zh-CN": 'await channel.assertExchange("direct_logs", "direct", { durable: true });',
      },
    ],
  },
  {
    id: "direct",
    dimension: "routing",
    points: 5,
    after: ["amqp-url"],
    title: { en: "direct_logs is a direct exchange", "zh-CN": "direct_logs 是 direct 交换机" },
    why: {
      en: "The type is the rule: a fanout exchange ignores the routing key and sends everything to everybody; only direct compares keys letter by letter.",
      "zh-CN": "类型就是规则：fanout 不看路由键，把一切发给所有人；只有 direct 会逐字比较。",
    },
    hints: [
      {
        en: "Which type of exchange looks at the routing key and takes it literally?",
        "zh-CN": "哪种交换机会看路由键，而且按字面比较？",
      },
      {
        en: "The second argument of assertExchange() is the type, the same in both programs. An exchange that exists with another type has to be deleted first (or the broker answers 406).",
        "zh-CN":
          "assertExchange() 的第二个参数是类型，两个程序要一致。已经以别的类型存在的交换机要先删除，否则 broker 回答 406。",
      },
      {
        en: 'await channel.assertExchange("direct_logs", "direct", { durable: true });',
        "zh-CN": 'await channel.assertExchange("direct_logs", "direct", { durable: true });',
      },
    ],
  },
  {
    id: "emit-severity",
    dimension: "routing",
    points: 10,
    after: ["amqp-url"],
    title: {
      en: "emit-log-direct publishes its words once, with the severity as routing key; by default 'info' and 'Hello World!'",
      "zh-CN": "emit-log-direct 把它的文本发布一次，级别作为路由键；默认是 'info' 和 'Hello World!'",
    },
    why: {
      en: "The routing key is the address on the envelope. With an empty or a wrong one no binding fits, and the exchange drops the message without a word.",
      "zh-CN": "路由键就是信封上的地址。空着或者写错了，没有哪个绑定对得上，交换机就悄悄丢弃这条消息。",
    },
    hints: [
      {
        en: "Which of your arguments is the address, and which is the letter? What goes into the second argument of publish()?",
        "zh-CN": "你的参数里，哪个是地址，哪个是信？publish() 的第二个参数是什么？",
      },
      {
        en: "The first argument is the severity, the others joined by a space are the text. publish() takes exchange, routing key, body, in this order. Wait for the confirm before you close.",
        "zh-CN":
          "第一个参数是级别，其余用空格连起来是文本。publish() 的参数依次是交换机、路由键、消息体。关闭之前要等待确认。",
      },
      {
        en: 'const [severity = "info", ...words] = process.argv.slice(2); channel.publish("direct_logs", severity, Buffer.from(words.join(" ") || "Hello World!")); await channel.waitForConfirms();',
        "zh-CN":
          'const [severity = "info", ...words] = process.argv.slice(2); channel.publish("direct_logs", severity, Buffer.from(words.join(" ") || "Hello World!")); await channel.waitForConfirms();',
      },
    ],
  },
  {
    id: "emit-ends",
    dimension: "routing",
    points: 5,
    after: ["amqp-url"],
    title: {
      en: "emit-log-direct ends by itself with exit code 0, whether anybody listens or not",
      "zh-CN": "无论有没有人在听，emit-log-direct 都会自行结束，退出码为 0",
    },
    why: {
      en: "A sender that hangs holds up whoever started it: the checkout waits for a log line.",
      "zh-CN": "发送方挂住，启动它的一方就得跟着等：下单流程在等一条日志。",
    },
    hints: [
      { en: "What keeps your program running after its last line?", "zh-CN": "最后一行之后，是什么让程序还在运行？" },
      {
        en: "Close the connection when the message is confirmed, in a finally block so that an error does not skip it.",
        "zh-CN": "消息得到确认后就关闭连接；放在 finally 里，出错也不会漏掉。",
      },
      {
        en: "try { await emit(channel, severity, text); } finally { await connection.close(); }",
        "zh-CN": "try { await emit(channel, severity, text); } finally { await connection.close(); }",
      },
    ],
  },
];
