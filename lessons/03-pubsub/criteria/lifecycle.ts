/** Criteria of lesson 3: how programs stop and complain. */
import type { Criterion } from "grader";

export const lifecycle: readonly Criterion[] = [
  {
    id: "stops",
    dimension: "routing",
    points: 5,
    after: ["amqp-url"],
    title: {
      en: "receive-logs runs until SIGINT or SIGTERM, then closes its connection and exits with code 0",
      "zh-CN": "receive-logs 一直运行到收到 SIGINT 或 SIGTERM，然后关闭连接，以退出码 0 结束",
    },
    why: {
      en: "Ctrl+C and every deployment end your program with one of these signals. Closing in order tells the broker at once that this listener is gone, and its exit code tells everybody else that this was no crash.",
      "zh-CN":
        "Ctrl+C 和每次部署都会用这两个信号之一结束你的程序。有序关闭能让 broker 立刻知道这个接收者走了，退出码则告诉其他人这不是崩溃。",
    },
    hints: [
      {
        en: "Which signal does Ctrl+C send, which one a container that is shut down, and which of them does your program listen to?",
        "zh-CN": "Ctrl+C 发的是哪个信号？容器关闭时发的又是哪个？你的程序监听了哪些？",
      },
      {
        en: "Listen for SIGINT and SIGTERM and close the connection; with nothing left to wait for, Node ends by itself with code 0.",
        "zh-CN": "监听 SIGINT 和 SIGTERM，并关闭连接；没有什么可等的了，Node 会自己以退出码 0 结束。",
      },
      {
        en: 'for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => connection.close());',
        "zh-CN": 'for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => connection.close());',
      },
    ],
  },
  {
    id: "unreachable",
    dimension: "routing",
    points: 5,
    visibility: "hidden",
    after: ["amqp-url"],
    worthlessWithout: ["amqp-url"],
    title: {
      en: "Where the broker can't be reached, both programs say so on stderr and exit with code 1",
      "zh-CN": "连接不上 broker 时，两个程序都在 stderr 上说明，并以退出码 1 结束",
    },
    why: {
      en: "A program that swallows the error looks as if it had worked: the order is placed, and nobody was told. The exit code is how a script or a supervisor finds out.",
      "zh-CN": "吞掉错误的程序看起来像是成功了：订单下了，却没有通知任何人。脚本和守护程序正是靠退出码发现问题的。",
    },
    hints: [
      {
        en: "Stop the broker and start your program. What do you see, and what does `echo $?` say?",
        "zh-CN": "停掉 broker 再启动你的程序。你看到了什么？`echo $?` 又显示什么？",
      },
      {
        en: "connect() rejects. Catch it around everything, write one line with console.error, and set process.exitCode to 1.",
        "zh-CN": "connect() 会 reject。在最外层捕获它，用 console.error 写一行说明，并把 process.exitCode 设为 1。",
      },
      {
        en: "try { await main(); } catch (error) { console.error(` [!] ${error.message}`); process.exitCode = 1; }",
        "zh-CN":
          "try { await main(); } catch (error) { console.error(` [!] ${error.message}`); process.exitCode = 1; }",
      },
    ],
  },
];
