/** Criteria of lesson 2: how programs bear up and end. */
import type { Criterion } from "grader";

export const lifecycle: readonly Criterion[] = [
  {
    id: "survives-bad-task",
    dimension: "routing",
    points: 5,
    visibility: "hidden",
    after: ["amqp-url", "both-declare", "workers-share", "acks-once"],
    title: {
      en: "A task that worker can't make sense of does not stop it",
      "zh-CN": "worker 看不懂的任务不会让它停下来",
    },
    why: {
      en: "A worker that dies of a task gives it back by dying. The next worker gets it, dies as well, and one bad order takes the whole service down: a poison message.",
      "zh-CN":
        "因为一个任务而崩溃的 worker，崩溃的同时也把它还给了队列。下一个 worker 拿到它，同样崩溃；一张坏订单就能拖垮整个服务。这叫毒消息。",
    },
    hints: [
      {
        en: "What does your code do with an empty text, or with one without any dot? What if the work throws?",
        "zh-CN": "遇到空文本，或者一个点都没有的文本，你的代码会怎样？如果处理时抛出异常呢？",
      },
      {
        en: "Catch what the work throws, say so, and reject the task without requeueing it. Requeued, it would come straight back. An exception thrown in the consume callback closes the channel.",
        "zh-CN":
          "捕获处理过程抛出的异常，输出原因，然后拒绝该任务并且不重新入队。如果重新入队，它会立刻回来。在 consume 回调里抛出异常会导致信道关闭。",
      },
      {
        en: "try { await work(text); channel.ack(task); } catch { channel.reject(task, false); }",
        "zh-CN": "try { await work(text); channel.ack(task); } catch { channel.reject(task, false); }",
      },
    ],
  },
  {
    id: "orderly-end",
    dimension: "routing",
    points: 4,
    after: ["amqp-url", "both-declare", "acks-once"],
    title: {
      en: "new-task ends by itself, worker on SIGINT or SIGTERM; connections are closed, the exit code is 0",
      "zh-CN": "new-task 自行结束，worker 收到 SIGINT 或 SIGTERM 才结束；都关闭连接，退出码为 0",
    },
    why: {
      en: "Every deployment stops workers. One that closes in order gives its task back in the same instant; one that vanishes leaves it to the broker to notice.",
      "zh-CN": "每次部署都会停掉 worker。有序关闭的 worker 会立刻归还任务；突然消失的，就要等 broker 自己发现。",
    },
    hints: [
      {
        en: "What does your worker do with SIGTERM? And what keeps new-task alive?",
        "zh-CN": "你的 worker 收到 SIGTERM 会做什么？是什么让 new-task 一直不退出？",
      },
      {
        en: "Listen for both signals, close the channel, then the connection. new-task closes both when its task is confirmed.",
        "zh-CN": "监听这两个信号，先关信道，再关连接。new-task 在任务得到确认之后也这样关闭。",
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
    dimension: "routing",
    points: 3,
    after: ["amqp-url"],
    worthlessWithout: ["amqp-url"],
    title: {
      en: "Where the broker can't be reached, both programs say so on stderr and exit with code 1",
      "zh-CN": "连接不上 broker 时，两个程序都在 stderr 上说明，并以退出码 1 结束",
    },
    why: {
      en: "Whoever restarts your worker has to learn from its exit code that it failed, and from its log why.",
      "zh-CN": "负责重启 worker 的一方，要能从退出码知道它失败了，从日志知道为什么。",
    },
    hints: [
      { en: "What becomes of the error that connect() throws?", "zh-CN": "connect() 抛出的错误去哪儿了？" },
      {
        en: "Catch it around the whole program, write its message with console.error, set the exit code to 1.",
        "zh-CN": "在整个程序外面捕获它，用 console.error 写出消息，把退出码设为 1。",
      },
      {
        en: "try { await main(); } catch (error) { console.error(` [!] ${error.message}`); process.exitCode = 1; }",
        "zh-CN":
          "try { await main(); } catch (error) { console.error(` [!] ${error.message}`); process.exitCode = 1; }",
      },
    ],
  },
];
