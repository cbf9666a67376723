/** Criteria of lesson 4: how programs are used, stop and complain. */
import type { Criterion } from "grader";

export const lifecycle: readonly Criterion[] = [
  {
    id: "usage",
    dimension: "routing",
    points: 5,
    visibility: "hidden",
    after: ["amqp-url"],
    worthlessWithout: ["amqp-url"],
    title: {
      en: "Without any severity, receive-logs-direct says on stderr how it is used and exits with code 1",
      "zh-CN": "没有给出级别时，receive-logs-direct 在 stderr 上说明用法，并以退出码 1 结束",
    },
    why: {
      en: "A program that listens to nothing looks alive and does nothing. Whoever forgot the argument finds out a week later.",
      "zh-CN": "什么都不听的程序看上去活着，其实什么都没做。忘了写参数的人，一周后才会发现。",
    },
    hints: [
      {
        en: "What does your program do with an empty list of arguments: does it stop, or wait for ever?",
        "zh-CN": "参数列表为空时，你的程序怎么办：停下来，还是永远等下去？",
      },
      {
        en: "Look at process.argv.slice(2) before you connect; where it is empty, write the usage with console.error and set process.exitCode to 1.",
        "zh-CN": "连接之前先看 process.argv.slice(2)；为空就用 console.error 写出用法，并把 process.exitCode 设为 1。",
      },
      {
        en: 'if (severities.length === 0) { console.error("Usage: receive-logs-direct <severity…>"); process.exitCode = 1; }',
        "zh-CN":
          'if (severities.length === 0) { console.error("Usage: receive-logs-direct <severity…>"); process.exitCode = 1; }',
      },
    ],
  },
  {
    id: "stops",
    dimension: "routing",
    points: 5,
    after: ["amqp-url"],
    title: {
      en: "receive-logs-direct runs until SIGINT or SIGTERM, then closes its connection and exits with code 0",
      "zh-CN": "receive-logs-direct 一直运行到收到 SIGINT 或 SIGTERM，然后关闭连接，以退出码 0 结束",
    },
    why: {
      en: "Every Ctrl+C and every deployment ends a listener with a signal. One that closes in order leaves nothing half-open and does not look like a crash.",
      "zh-CN": "每次 Ctrl+C、每次部署都会用信号结束接收者。有序关闭不会留下半开的连接，看起来也不像崩溃。",
    },
    hints: [
      { en: "Which signals does your program listen to?", "zh-CN": "你的程序监听了哪些信号？" },
      {
        en: "On SIGINT and on SIGTERM close the connection. Node then ends by itself with code 0.",
        "zh-CN": "收到 SIGINT 和 SIGTERM 时关闭连接，Node 就会自己以退出码 0 结束。",
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
    after: ["amqp-url"],
    worthlessWithout: ["amqp-url"],
    title: {
      en: "Where the broker can't be reached, both programs say so on stderr and exit with code 1",
      "zh-CN": "连接不上 broker 时，两个程序都在 stderr 上说明，并以退出码 1 结束",
    },
    why: {
      en: "The exit code is all that a script, a scheduler or a supervisor sees of an error.",
      "zh-CN": "脚本、调度器和守护程序眼里，错误就只是一个退出码。",
    },
    hints: [
      {
        en: "What becomes of the error with which connect() rejects?",
        "zh-CN": "connect() 抛出的错误，最后去了哪里？",
      },
      {
        en: "Catch it at the outermost place, write one line with console.error and set process.exitCode to 1.",
        "zh-CN": "在最外层捕获它，用 console.error 写一行，并把 process.exitCode 设为 1。",
      },
      {
        en: "try { await main(); } catch (error) { console.error(` [!] ${error.message}`); process.exitCode = 1; }",
        "zh-CN":
          "try { await main(); } catch (error) { console.error(` [!] ${error.message}`); process.exitCode = 1; }",
      },
    ],
  },
];
