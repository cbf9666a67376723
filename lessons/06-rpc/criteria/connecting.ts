/** Criteria of lesson 6: what both programs do before anything else. */
import type { Criterion } from "grader";

export const connecting: readonly Criterion[] = [
  {
    id: "amqp-url",
    dimension: "rpc",
    points: 4,
    title: { en: "Both programs connect to the URL in AMQP_URL", "zh-CN": "两个程序都连接 AMQP_URL 中的地址" },
    why: {
      en: "Host, port, user, password and vhost differ from place to place. A program that takes all of them from one URL runs everywhere unchanged.",
      "zh-CN": "主机、端口、用户、密码和虚拟主机因环境而异。把它们都放进一个 URL，程序不改一行就能到处运行。",
    },
    hints: [
      {
        en: "Is a host, a port, a user or a vhost written anywhere in your code?",
        "zh-CN": "你的代码里有没有写死的主机、端口、用户名或虚拟主机？",
      },
      {
        en: "Hand the environment variable AMQP_URL to connect() as it is, and amqp://localhost only where it is not set.",
        "zh-CN": "把环境变量 AMQP_URL 原样交给 connect()，没有设置时才用 amqp://localhost。",
      },
      {
        en: 'const connection = await connect(process.env["AMQP_URL"] ?? "amqp://localhost");',
        "zh-CN": 'const connection = await connect(process.env["AMQP_URL"] ?? "amqp://localhost");',
      },
    ],
  },
  {
    id: "both-declare",
    dimension: "rpc",
    points: 5,
    after: ["amqp-url"],
    title: {
      en: "Both programs declare rpc_queue, with the same options, so either may start first",
      "zh-CN": "两个程序都以相同的选项声明 rpc_queue，谁先启动都可以",
    },
    why: {
      en: "A request for a queue that does not exist is dropped without a word, and the client waits for an answer to a question that nobody ever saw.",
      "zh-CN": "发往不存在的队列的请求会被悄悄丢弃，客户端却还在等一个谁也没见过的问题的答案。",
    },
    hints: [
      {
        en: "On a brand-new broker there is no rpc_queue. What happens to the program that you start first?",
        "zh-CN": "全新的 broker 上没有 rpc_queue。先启动的那个程序会怎样？",
      },
      {
        en: "Call assertQueue() for rpc_queue in the server before consuming and in the client before publishing, with the same options in both.",
        "zh-CN": "服务端在消费之前、客户端在发布之前都要对 rpc_queue 调用 assertQueue()，选项要一致。",
      },
      {
        en: 'await channel.assertQueue("rpc_queue", { durable: true }); // the same line in both programs',
        "zh-CN": 'await channel.assertQueue("rpc_queue", { durable: true }); // 两个程序里写同样的一行',
      },
    ],
  },
];
