/** Criteria of lesson 3: what is said, and where. */
import type { Criterion } from "grader";

export const publishing: readonly Criterion[] = [
  {
    id: "amqp-url",
    dimension: "routing",
    points: 5,
    title: {
      en: "Both programs connect to the URL in AMQP_URL",
      "zh-CN": "两个程序都连接 AMQP_URL 中的地址",
    },
    why: {
      en: "The shop's programs run on laptops, in tests and in production, each time with another broker. Whoever starts them decides which one; the code must not.",
      "zh-CN":
        "商城的程序会跑在笔记本、测试环境和生产环境里，每次面对的 broker 都不同。连哪一个由启动者决定，不该由代码决定。",
    },
    hints: [
      {
        en: "If somebody started your program on another machine with another password, which line would they have to change?",
        "zh-CN": "如果别人在另一台机器上用另一个密码启动你的程序，得改哪一行？",
      },
      {
        en: "connect() takes a whole URL, with user, password, host, port and vhost in it. Give it the environment variable AMQP_URL, and amqp://localhost only where there is none.",
        "zh-CN":
          "connect() 接受完整的 URL，用户名、密码、主机、端口、虚拟主机都在里面。把环境变量 AMQP_URL 交给它；没有设置时才用 amqp://localhost。",
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
    points: 10,
    after: ["amqp-url"],
    title: {
      en: "Both programs declare the exchange logs, so either may be started first",
      "zh-CN": "两个程序都声明交换机 logs，谁先启动都可以",
    },
    why: {
      en: "Publishing to an exchange that does not exist closes your channel, and so does binding to one. After a deployment nobody knows which service comes up first.",
      "zh-CN": "向不存在的交换机发布，信道会被关闭；绑定到不存在的交换机也一样。部署之后，谁也说不准哪个服务先启动。",
    },
    hints: [
      {
        en: "Imagine a broker that was installed a minute ago. Which of your two programs can be the very first to run?",
        "zh-CN": "设想一个一分钟前刚装好的 broker。你的两个程序中，哪一个可以第一个运行？",
      },
      {
        en: "Call assertExchange() in emit-log before publishing and in receive-logs before binding, with the same name and type. The second one changes nothing; it only makes sure.",
        "zh-CN":
          "emit-log 在发布之前、receive-logs 在绑定之前都要调用 assertExchange()，名字和类型相同。后调用的那次什么也不改变，只是确保它存在。",
      },
      {
        en: 'await channel.assertExchange("logs", "fanout", { durable: true }); // in both programs',
        "zh-CN": 'await channel.assertExchange("logs", "fanout", { durable: true }); // 两个程序里都写',
      },
    ],
  },
  {
    id: "fanout",
    dimension: "routing",
    points: 10,
    after: ["amqp-url"],
    title: { en: "logs is a fanout exchange", "zh-CN": "logs 是 fanout 交换机" },
    why: {
      en: "The type of an exchange is its rule for whom a message goes to. Only fanout gives a copy to every bound queue, whatever the routing key; another type may look right until the first message with another key.",
      "zh-CN":
        "交换机的类型就是它决定消息去向的规则。只有 fanout 不看路由键，给每个绑定的队列各发一份；换成别的类型，看起来也许没问题，直到第一条路由键不同的消息出现。",
    },
    hints: [
      {
        en: "Which of the four types (direct, topic, headers, fanout) does not look at the message at all?",
        "zh-CN": "四种类型（direct、topic、headers、fanout）中，哪一种完全不看消息？",
      },
      {
        en: "The second argument of assertExchange() is the type. Both programs must name the same one: an exchange can't change its type, the broker answers 406.",
        "zh-CN":
          "assertExchange() 的第二个参数是类型。两个程序必须写同一个类型：交换机的类型不能改变，不一致时 broker 回答 406。",
      },
      {
        en: 'await channel.assertExchange("logs", "fanout", { durable: true });',
        "zh-CN": 'await channel.assertExchange("logs", "fanout", { durable: true });',
      },
    ],
  },
  {
    id: "emit-publishes",
    dimension: "routing",
    points: 10,
    after: ["amqp-url"],
    title: {
      en: "emit-log publishes its words once, as UTF-8 text, to the exchange logs; without words 'info: Hello World!'",
      "zh-CN": "emit-log 把它的参数作为 UTF-8 文本，向交换机 logs 发布一次；没有参数时发布 'info: Hello World!'",
    },
    why: {
      en: "The sender says what happened and to which exchange; who listens is not its business. Put the message straight into a queue, and every new listener means changing the sender.",
      "zh-CN":
        "发送方只说发生了什么、发给哪个交换机，谁在听与它无关。如果把消息直接放进某个队列，每多一个接收者就得改一次发送方。",
    },
    hints: [
      {
        en: "To whom does your program hand the message: to an exchange, or to a queue? And has it really left when the program ends?",
        "zh-CN": "你的程序把消息交给了谁：交换机，还是队列？程序结束时，消息真的发出去了吗？",
      },
      {
        en: "Use channel.publish() with the name of the exchange; sendToQueue() goes round it. publish() only buffers, so wait for the confirm (on a confirm channel) before you close.",
        "zh-CN":
          "用 channel.publish() 并写上交换机的名字；sendToQueue() 会绕过它。publish() 只是写入缓冲区，所以关闭之前要等待确认（使用确认信道）。",
      },
      {
        en: 'channel.publish("logs", "", Buffer.from(text)); await channel.waitForConfirms();',
        "zh-CN": 'channel.publish("logs", "", Buffer.from(text)); await channel.waitForConfirms();',
      },
    ],
  },
  {
    id: "drops-unheard",
    dimension: "routing",
    points: 5,
    visibility: "hidden",
    after: ["amqp-url"],
    title: {
      en: "What is said while nobody listens is kept nowhere: emit-log makes no queue",
      "zh-CN": "没有人听的时候说的话不会留在任何地方：emit-log 不创建队列",
    },
    why: {
      en: "A queue that the sender makes has no reader of its own. It fills up, day after day, until the broker stops taking messages from everybody.",
      "zh-CN": "发送方创建的队列没有属于它的读者，于是一天天堆积，直到 broker 不再接收任何人的消息。",
    },
    hints: [
      {
        en: "Who should decide that a message has to be kept for somebody: the one who says it, or the one who wants to hear it?",
        "zh-CN": "一条消息要不要为某个人留着，该由说的人决定，还是由想听的人决定？",
      },
      {
        en: "Remove assertQueue() and bindQueue() from emit-log. With no queue bound, the exchange drops the message, and for news that is right.",
        "zh-CN":
          "从 emit-log 中去掉 assertQueue() 和 bindQueue()。没有队列绑定时，交换机会丢弃消息；对“广播新闻”来说这是对的。",
      },
      {
        en: 'await channel.assertExchange("logs", "fanout", { durable: true }); channel.publish("logs", "", Buffer.from(text)); // and no queue',
        "zh-CN":
          'await channel.assertExchange("logs", "fanout", { durable: true }); channel.publish("logs", "", Buffer.from(text)); // 没有队列',
      },
    ],
  },
  {
    id: "emit-ends",
    dimension: "routing",
    points: 5,
    after: ["amqp-url"],
    title: {
      en: "emit-log ends by itself with exit code 0, whether anybody listens or not",
      "zh-CN": "无论有没有人在听，emit-log 都会自行结束，退出码为 0",
    },
    why: {
      en: "The checkout must not fail, or hang, because no statistics service happens to run. That is what the exchange is for.",
      "zh-CN": "下单流程不能因为统计服务恰好没在运行就失败或者卡住。交换机正是为此而存在的。",
    },
    hints: [
      { en: "What is still open when your last line has run?", "zh-CN": "最后一行执行完之后，还有什么是打开着的？" },
      {
        en: "An open connection keeps Node running. Close it when the message is confirmed, and in a finally block, so that it is closed after an error too.",
        "zh-CN": "打开的连接会让 Node 一直运行。消息得到确认后就关闭它；放在 finally 里，出错时也会关闭。",
      },
      {
        en: "try { await emit(channel, text); } finally { await connection.close(); }",
        "zh-CN": "try { await emit(channel, text); } finally { await connection.close(); }",
      },
    ],
  },
];
