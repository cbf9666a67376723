/** Criteria of lesson 2: what survives. */
import type { Criterion } from "grader";

export const durability: readonly Criterion[] = [
  {
    id: "durable-queue",
    dimension: "durability",
    points: 5,
    after: ["amqp-url", "both-declare"],
    title: { en: "task_queue is declared durable", "zh-CN": "task_queue 声明为持久队列" },
    why: {
      en: "A queue that is not durable is gone after a restart of the broker, with every task in it, persistent or not.",
      "zh-CN": "非持久队列在 broker 重启后就不存在了，里面的任务不论是否持久都一起消失。",
    },
    hints: [
      {
        en: "Which option decides whether the queue outlives the broker?",
        "zh-CN": "哪个选项决定队列能否在 broker 重启后继续存在？",
      },
      {
        en: "durable: true, in both programs. On a queue that exists already it can't be changed: delete it first.",
        "zh-CN": "durable: true，两个程序都要写。已经存在的队列不能改，要先删除。",
      },
      {
        en: 'await channel.assertQueue("task_queue", { durable: true });',
        "zh-CN": 'await channel.assertQueue("task_queue", { durable: true });',
      },
    ],
  },
  {
    id: "persistent-tasks",
    dimension: "durability",
    points: 6,
    after: ["amqp-url", "task-arrives"],
    title: {
      en: "new-task marks its tasks persistent (delivery mode 2)",
      "zh-CN": "new-task 把任务标记为持久（delivery mode 2）",
    },
    why: {
      en: "A durable queue comes back empty if its messages were transient. A quorum queue keeps them all the same, but the mark is what you can rely on wherever the message goes.",
      "zh-CN":
        "如果消息不是持久的，持久队列重启回来也是空的。quorum 队列虽然照样保存它们，但无论消息流到哪里，能依靠的只有这个标记。",
    },
    hints: [
      {
        en: "The queue survives a restart. What says whether a single message does?",
        "zh-CN": "队列能挺过重启；那么一条消息能不能，由什么决定？",
      },
      {
        en: "It is a property of the message: delivery mode 2. In amqplib it is the option persistent of publish() and sendToQueue().",
        "zh-CN": "由消息的属性决定：delivery mode 2。在 amqplib 里就是 publish() 和 sendToQueue() 的 persistent 选项。",
      },
      {
        en: 'channel.sendToQueue("task_queue", Buffer.from(text), { persistent: true });',
        "zh-CN": 'channel.sendToQueue("task_queue", Buffer.from(text), { persistent: true });',
      },
    ],
  },
  {
    id: "tasks-wait",
    dimension: "durability",
    points: 4,
    visibility: "hidden",
    after: [
      "amqp-url",
      "both-declare",
      "task-arrives",
      "workers-share",
      "acks-once",
      "ack-after-work",
      "durable-queue",
      "persistent-tasks",
    ],
    title: {
      en: "Tasks wait in the queue while no worker is there and while the broker restarts",
      "zh-CN": "没有 worker 的时候、broker 重启的时候，任务都在队列里等着",
    },
    why: {
      en: "Workers are replaced at every deployment. What has been ordered meanwhile must still be there when the new ones come up.",
      "zh-CN": "每次部署都会换掉 worker。这期间下的订单，等新的 worker 起来时必须还在。",
    },
    hints: [
      {
        en: "What happens to the queue when the last worker leaves? And to what waits in it?",
        "zh-CN": "最后一个 worker 离开时，队列会怎样？里面等待的任务呢？",
      },
      {
        en: "autoDelete removes the queue with its last consumer, exclusive with its connection, and expires after a while. A queue of work has none of these.",
        "zh-CN":
          "autoDelete 会让队列随最后一个消费者消失，exclusive 随连接消失，expires 则过一段时间消失。工作队列一个都不要用。",
      },
      {
        en: 'await channel.assertQueue("task_queue", { durable: true }); // no autoDelete',
        "zh-CN": 'await channel.assertQueue("task_queue", { durable: true }); // 不要 autoDelete',
      },
    ],
  },
];
