/** Criteria of lesson 2: tasks get where they should. */
import type { Criterion } from "grader";

export const routing: readonly Criterion[] = [
  {
    id: "amqp-url",
    dimension: "routing",
    points: 3,
    title: { en: "Both programs connect to the URL in AMQP_URL", "zh-CN": "两个程序都连接 AMQP_URL 中的地址" },
    why: {
      en: "Workers are started on many machines, and each must find the broker, the user and the vhost that are meant for it.",
      "zh-CN": "worker 会在许多机器上启动，每一个都要找到属于它的 broker、用户和虚拟主机。",
    },
    hints: [
      {
        en: "Is any part of the address written in your code: host, port, user, password or vhost?",
        "zh-CN": "主机、端口、用户名、密码、虚拟主机，有没有哪一项写死在代码里？",
      },
      {
        en: "Hand the environment variable AMQP_URL to connect() as it is.",
        "zh-CN": "把环境变量 AMQP_URL 原样交给 connect()。",
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
    points: 4,
    after: ["amqp-url"],
    title: {
      en: "Both programs declare task_queue, with the same options, so either may start first",
      "zh-CN": "两个程序都以相同的选项声明 task_queue，谁先启动都可以",
    },
    why: {
      en: "A queue can't be declared again with other options: the broker answers 406 and closes the channel. Whichever program comes second would stop working.",
      "zh-CN": "队列不能用不同的选项重新声明：broker 会回答 406 并关闭信道。后启动的那个程序就无法工作了。",
    },
    hints: [
      {
        en: "Compare the lines that declare the queue in your two programs. Are both there, and are they the same?",
        "zh-CN": "比较两个程序里声明队列的那一行：都写了吗？完全一样吗？",
      },
      {
        en: "assertQueue() with equal options in both, before publishing and before consuming. A queue left over with other options has to be deleted, or take a new name.",
        "zh-CN":
          "两边都用相同选项调用 assertQueue()，分别在发布之前和消费之前。如果 broker 上还留着选项不同的旧队列，要先删除它，或者换一个名字。",
      },
      {
        en: 'await channel.assertQueue("task_queue", { durable: true }); // in new-task and in worker',
        "zh-CN": 'await channel.assertQueue("task_queue", { durable: true }); // new-task 和 worker 里都写',
      },
    ],
  },
  {
    id: "task-arrives",
    dimension: "routing",
    points: 8,
    after: ["amqp-url"],
    title: {
      en: "new-task publishes its words once to task_queue, or 'Hello World!' where there are none",
      "zh-CN": "new-task 把它的参数发布一次到 task_queue；没有参数时发布 'Hello World!'",
    },
    why: {
      en: "A task that does not leave your process, or goes to a queue where nobody works, is an order that nobody will carry out; the publisher gets no error for it.",
      "zh-CN":
        "没有离开进程的任务，或者进了没有人处理的队列的任务，就是一张永远不会履行的订单；而发布者得不到任何错误。",
    },
    hints: [
      {
        en: "Which queue does your message end up in, and is it on its way when the program ends?",
        "zh-CN": "你的消息最终进了哪个队列？程序结束时它已经上路了吗？",
      },
      {
        en: "sendToQueue() publishes to the default exchange with the queue's name as the routing key. Wait for the confirm before you close.",
        "zh-CN": "sendToQueue() 发布到默认交换机，路由键就是队列名。关闭之前要等到确认。",
      },
      {
        en: 'channel.sendToQueue("task_queue", Buffer.from(text), { persistent: true }); await channel.waitForConfirms();',
        "zh-CN":
          'channel.sendToQueue("task_queue", Buffer.from(text), { persistent: true }); await channel.waitForConfirms();',
      },
    ],
  },
  {
    id: "workers-share",
    dimension: "routing",
    points: 4,
    after: ["amqp-url"],
    title: {
      en: "Several workers share the queue, and each task goes to one of them",
      "zh-CN": "多个 worker 共享同一个队列，每个任务只交给其中一个",
    },
    why: {
      en: "This is what a work queue is for: when there is more work, you start more workers, and nothing else changes.",
      "zh-CN": "这正是工作队列的用处：活儿多了就多启动几个 worker，其他什么都不用改。",
    },
    hints: [
      {
        en: "Start a second worker in another terminal. What does it say?",
        "zh-CN": "在另一个终端里再启动一个 worker，它说了什么？",
      },
      {
        en: "All workers consume from the same queue by its name. An exclusive queue or an exclusive consumer belongs to one connection alone; the second gets an error.",
        "zh-CN":
          "所有 worker 都按名字消费同一个队列。独占（exclusive）的队列或消费者只属于一个连接，第二个会得到错误。",
      },
      {
        en: 'await channel.assertQueue("task_queue", { durable: true }); // without exclusive',
        "zh-CN": 'await channel.assertQueue("task_queue", { durable: true }); // 不要 exclusive',
      },
    ],
  },
  {
    id: "worker-receives",
    dimension: "routing",
    points: 5,
    after: ["amqp-url", "both-declare"],
    title: {
      en: "worker takes the tasks from task_queue and prints the text of each",
      "zh-CN": "worker 从 task_queue 取出任务，并打印每个任务的文本",
    },
    why: {
      en: "What a worker says about the task that it is at is the first thing that you look for when something is stuck.",
      "zh-CN": "出现卡顿时，首先要看的就是 worker 输出它正在处理哪个任务。",
    },
    hints: [
      { en: "What is the type of message.content?", "zh-CN": "message.content 是什么类型？" },
      {
        en: "It is a Buffer; toString() reads it as UTF-8. Print it when the work begins.",
        "zh-CN": "它是 Buffer，toString() 按 UTF-8 读出文本。开始处理时就打印出来。",
      },
      {
        en: "console.log(` [x] Received '${task.content.toString()}'`);",
        "zh-CN": "console.log(` [x] Received '${task.content.toString()}'`);",
      },
    ],
  },
];
