/** Criteria of lesson 6: how programs stop and complain, and what outlives the broker. */
import type { Criterion } from "grader";

export const lifecycle: readonly Criterion[] = [
  {
    id: "server-stops",
    dimension: "rpc",
    points: 3,
    after: ["amqp-url"],
    title: {
      en: "The server runs until SIGINT or SIGTERM, then closes its connection and exits with code 0",
      "zh-CN": "服务端一直运行到收到 SIGINT 或 SIGTERM，然后关闭连接，以退出码 0 结束",
    },
    why: {
      en: "Servers are replaced at every deployment. One that closes in order gives the request in its hands back at once, and the next server answers it before the client's patience ends.",
      "zh-CN": "每次部署都会替换服务端。有序关闭的服务端会立刻归还手上的请求，别的服务端还来得及在客户端超时之前回答。",
    },
    hints: [
      {
        en: "What does Node do with SIGINT and SIGTERM where you say nothing?",
        "zh-CN": "如果你什么都不做，Node 收到 SIGINT 和 SIGTERM 会怎样？",
      },
      {
        en: "It ends on the spot. Listen for both and close the channel, then the connection.",
        "zh-CN": "它会当场终止。监听这两个信号，先关信道，再关连接。",
      },
      {
        en: 'for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, async () => { await channel.close(); await connection.close(); });',
        "zh-CN":
          'for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, async () => { await channel.close(); await connection.close(); });',
      },
    ],
  },
  {
    id: "unreachable",
    dimension: "rpc",
    points: 2,
    after: ["amqp-url"],
    worthlessWithout: ["amqp-url"],
    title: {
      en: "Where the broker can't be reached, both programs say so on stderr and exit with code 1",
      "zh-CN": "连接不上 broker 时，两个程序都在 stderr 上说明，并以退出码 1 结束",
    },
    why: {
      en: "Whoever started the program learns from the exit code that it failed, and from the line why.",
      "zh-CN": "启动程序的一方从退出码得知失败，从那一行文字得知原因。",
    },
    hints: [
      {
        en: "What does connect() do when nobody listens there, and what does your program do then?",
        "zh-CN": "没有人在那个端口监听时，connect() 会怎样？你的程序随后又做什么？",
      },
      {
        en: "It rejects. Catch that around the whole program, write the reason with console.error and set the exit code.",
        "zh-CN": "它会 reject。在整个程序外面捕获，用 console.error 写出原因，并设置退出码。",
      },
      {
        en: "try { await serve(); } catch (error) { console.error(` [!] ${error.message}`); process.exitCode = 1; }",
        "zh-CN":
          "try { await serve(); } catch (error) { console.error(` [!] ${error.message}`); process.exitCode = 1; }",
      },
    ],
  },
  {
    id: "durable-queue",
    dimension: "durability",
    points: 5,
    after: ["amqp-url"],
    title: {
      en: "rpc_queue is a durable queue that everybody shares",
      "zh-CN": "rpc_queue 是大家共享的持久队列",
    },
    why: {
      en: "A queue that is not durable is gone when the broker restarts, one that is exclusive serves a single connection, and RabbitMQ 4.3 refuses shared queues that are not durable.",
      "zh-CN": "不持久的队列在 broker 重启后就没了，独占的队列只服务一个连接；RabbitMQ 4.3 还会拒绝非持久的共享队列。",
    },
    hints: [
      {
        en: "Is rpc_queue still there after a restart of the broker, and can a second server use it?",
        "zh-CN": "broker 重启之后 rpc_queue 还在吗？第二个服务端能用它吗？",
      },
      {
        en: "Declare it durable, neither exclusive nor auto-delete, in both programs. Exclusive is for the reply queue.",
        "zh-CN": "在两个程序里都声明为 durable，不要 exclusive，也不要 autoDelete。独占是给回复队列用的。",
      },
      {
        en: 'await channel.assertQueue("rpc_queue", { durable: true });',
        "zh-CN": 'await channel.assertQueue("rpc_queue", { durable: true });',
      },
    ],
  },
];
