/** Criteria of lesson 5: what is said, and with which key. */
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
      en: "Both programs declare the exchange topic_logs, so either may be started first",
      "zh-CN": "两个程序都声明交换机 topic_logs，谁先启动都可以",
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
        en: "assertExchange() belongs in both programs: before publish() in emit-log-topic, before bindQueue() in receive-logs-topic.",
        "zh-CN":
          "两个程序都要调用 assertExchange()：emit-log-topic 在 publish() 之前，receive-logs-topic 在 bindQueue() 之前。",
      },
      {
        en: 'await channel.assertExchange("topic_logs", "topic", { durable: true });',
        "zh-CN": 'await channel.assertExchange("topic_logs", "topic", { durable: true });',
      },
    ],
  },
  {
    id: "topic",
    dimension: "routing",
    points: 5,
    after: ["amqp-url"],
    title: { en: "topic_logs is a topic exchange", "zh-CN": "topic_logs 是 topic 交换机" },
    why: {
      en: "Only a topic exchange reads a binding key as a pattern. In a direct one 'order.*' is nothing but seven letters that no key is equal to.",
      "zh-CN":
        "只有 topic 交换机把绑定键当作模式来读。在 direct 里，'order.*' 不过是七个字符，没有哪个路由键与它相等。",
    },
    hints: [
      {
        en: "Which type of exchange knows about words, stars and hashes?",
        "zh-CN": "哪种交换机懂得“词”、星号和井号？",
      },
      {
        en: "The second argument of assertExchange() is the type, the same in both programs.",
        "zh-CN": "assertExchange() 的第二个参数是类型，两个程序要一致。",
      },
      {
        en: 'await channel.assertExchange("topic_logs", "topic", { durable: true });',
        "zh-CN": 'await channel.assertExchange("topic_logs", "topic", { durable: true });',
      },
    ],
  },
  {
    id: "emit-key",
    dimension: "routing",
    points: 10,
    after: ["amqp-url"],
    title: {
      en: "emit-log-topic publishes its words once, with the key given, untouched; by default 'anonymous.info' and 'Hello World!'",
      "zh-CN": "emit-log-topic 把它的文本发布一次，路由键原样使用；默认是 'anonymous.info' 和 'Hello World!'",
    },
    why: {
      en: "The order of the words in a key is an agreement among everybody who uses the exchange. A sender that deviates from it is heard by the wrong listeners, or by none.",
      "zh-CN": "键里各个词的顺序，是使用这个交换机的所有人之间的约定。发送方擅自改动，就会被错的人听到，或者没人听到。",
    },
    hints: [
      {
        en: "Which key did you type, and which one stands on the wire (`npm run lesson 5 wire`)?",
        "zh-CN": "你输入的是哪个键，线路上的又是哪个（`npm run lesson 5 wire`）？",
      },
      {
        en: "The first argument is the key and goes to publish() as it is; the others, joined by a space, are the text. Wait for the confirm before you close.",
        "zh-CN": "第一个参数是路由键，原样交给 publish()；其余用空格连起来是文本。关闭之前要等待确认。",
      },
      {
        en: 'const [key = "anonymous.info", ...words] = process.argv.slice(2); channel.publish("topic_logs", key, Buffer.from(words.join(" ") || "Hello World!")); await channel.waitForConfirms();',
        "zh-CN":
          'const [key = "anonymous.info", ...words] = process.argv.slice(2); channel.publish("topic_logs", key, Buffer.from(words.join(" ") || "Hello World!")); await channel.waitForConfirms();',
      },
    ],
  },
  {
    id: "long-keys",
    dimension: "routing",
    points: 5,
    visibility: "hidden",
    after: ["amqp-url"],
    title: {
      en: "A key of more than 255 bytes is refused with a clear line and exit code 1; one of 255 bytes is published",
      "zh-CN": "超过 255 字节的路由键会被拒绝：一行清楚的说明，退出码 1；恰好 255 字节的可以发布",
    },
    why: {
      en: "On the wire a key is preceded by its length in one byte, so 255 is the end. A program that cuts the key to fit sends the message to somebody else.",
      "zh-CN": "在线路上，键的前面用一个字节写明长度，所以 255 就是上限。把键截短再发，消息就到了别人那里。",
    },
    hints: [
      {
        en: "How long may a key be, and is that letters or bytes? How many bytes has 'é', how many '中'?",
        "zh-CN": "路由键最长多少？是按字母算，还是按字节算？'é' 有几个字节，'中' 又有几个？",
      },
      {
        en: "Buffer.byteLength(key) counts bytes. Refuse the key before you connect; don't shorten it.",
        "zh-CN": "Buffer.byteLength(key) 数的是字节。在连接之前就拒绝，不要截短。",
      },
      {
        en: 'if (Buffer.byteLength(key) > 255) throw new Error("the key is longer than 255 bytes");',
        "zh-CN": 'if (Buffer.byteLength(key) > 255) throw new Error("the key is longer than 255 bytes");',
      },
    ],
  },
  {
    id: "emit-ends",
    dimension: "routing",
    points: 5,
    after: ["amqp-url"],
    title: {
      en: "emit-log-topic ends by itself with exit code 0, whether anybody listens or not",
      "zh-CN": "无论有没有人在听，emit-log-topic 都会自行结束，退出码为 0",
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
        en: "try { await emit(channel, key, text); } finally { await connection.close(); }",
        "zh-CN": "try { await emit(channel, key, text); } finally { await connection.close(); }",
      },
    ],
  },
];
