/** Criteria of lesson 2: a task is done with when its work is done, and not before; and one at a time. */
import type { Criterion } from "grader";

export const acknowledgement: readonly Criterion[] = [
  {
    id: "acks-once",
    dimension: "ack",
    points: 7,
    after: ["amqp-url"],
    title: {
      en: "worker acknowledges each task, and only once",
      "zh-CN": "worker 对每个任务都确认，而且只确认一次",
    },
    why: {
      en: "A forgotten ack shows late: everything seems to work, but the broker keeps every task in memory and gives all of them out again when the worker ends. A second ack is an error that closes the channel, and the worker stands still.",
      "zh-CN":
        "忘记确认，问题要很久以后才显现：看上去一切正常，但 broker 一直保留着每个任务，worker 一结束就全部重新投递。重复确认则是错误，信道会被关闭，worker 从此停摆。",
    },
    hints: [
      {
        en: "How often does your code call ack() for one task? And what do `broker-lite list-queues name messages_ready messages_unacknowledged` show while it runs?",
        "zh-CN":
          "对同一个任务，你的代码调用了几次 ack()？程序运行时，`broker-lite list-queues name messages_ready messages_unacknowledged` 显示什么？",
      },
      {
        en: "Call channel.ack() with the message that you were given, on the channel that gave it to you, in one place. With { noAck: true } there is nothing to acknowledge.",
        "zh-CN":
          "只在一个地方调用 channel.ack()，参数是收到的那条消息，信道是收到它的那个信道。用了 { noAck: true } 就没有什么可确认的。",
      },
      { en: "channel.ack(task); // once, after the work", "zh-CN": "channel.ack(task); // 一次，在工作完成之后" },
    ],
  },
  {
    id: "ack-after-work",
    dimension: "ack",
    points: 14,
    after: ["amqp-url", "acks-once"],
    title: {
      en: "A task is acknowledged after its work is done, not before",
      "zh-CN": "任务做完之后才确认，而不是之前",
    },
    why: {
      en: "With the ack you tell the broker to forget the task. If your worker is killed after that and before the work is done, nobody knows of the task any more: the order is placed, the stock is never booked.",
      "zh-CN":
        "确认等于告诉 broker：可以忘掉这个任务了。如果 worker 在确认之后、做完之前被杀死，就再也没有人知道这个任务：订单下了，库存却永远没有扣。",
    },
    hints: [
      {
        en: "At the moment in which the broker forgets the task, is its work done?",
        "zh-CN": "在 broker 忘掉这个任务的那一刻，它的工作做完了吗？",
      },
      {
        en: "Consume without noAck, wait for the work (await), then call ack(). A callback that starts the work and goes on has not waited for it.",
        "zh-CN":
          "消费时不要 noAck，先等待工作完成（await），再调用 ack()。只启动工作就继续往下走的回调，并没有等它做完。",
      },
      { en: "await work(text); channel.ack(task);", "zh-CN": "await work(text); channel.ack(task);" },
    ],
  },
  {
    id: "redelivery",
    dimension: "ack",
    points: 7,
    after: ["amqp-url", "acks-once", "ack-after-work"],
    title: {
      en: "The task of a worker that was killed is done by another one",
      "zh-CN": "被杀死的 worker 手里的任务由另一个 worker 做完",
    },
    why: {
      en: "The broker gives it out again, marked as redelivered. That mark says that somebody may have begun with it, not that it is done; so a task may run twice, and it must be safe to do so.",
      "zh-CN":
        "broker 会重新投递它，并带上 redelivered 标记。这个标记只说明可能有人开始做过，并不说明已经做完；所以任务可能执行两次，而执行两次也必须是安全的。",
    },
    hints: [
      {
        en: "What does your worker do differently with a message whose redelivered flag is set?",
        "zh-CN": "对于带有 redelivered 标记的消息，你的 worker 有什么不同的处理？",
      },
      {
        en: "Do a redelivered task like any other. To tell what is really done already, remember the ids of finished tasks where the work itself leaves its trace, such as the database.",
        "zh-CN":
          "重新投递的任务要像其他任务一样去做。要判断是否真的做过，应在工作留下痕迹的地方（例如数据库）记住已完成任务的编号。",
      },
      {
        en: "No branch on task.fields.redelivered: await work(text); channel.ack(task);",
        "zh-CN": "不要根据 task.fields.redelivered 分支：await work(text); channel.ack(task);",
      },
    ],
  },
  {
    id: "fair-dispatch",
    dimension: "fair-dispatch",
    points: 21,
    after: ["amqp-url", "workers-share", "acks-once", "ack-after-work"],
    title: {
      en: "A worker never holds more than one task that it has not finished, so a slow one makes nobody idle",
      "zh-CN": "worker 手里未完成的任务从不超过一个，慢的 worker 不会让别人闲着",
    },
    why: {
      en: "Without a limit the broker deals tasks out in turn as they come, whoever is busy: the slow worker sits on a pile while the fast one waits. With a limit of one, whoever is free gets the next task.",
      "zh-CN":
        "没有上限时，broker 来一个任务就轮流分一个，不管谁在忙：慢的 worker 面前堆成山，快的却在等。上限设为一，谁有空谁就拿下一个。",
    },
    hints: [
      {
        en: "How many tasks lie in your worker's memory while it is at the first one?",
        "zh-CN": "worker 在做第一个任务的时候，它的内存里还躺着多少个任务？",
      },
      {
        en: "Set prefetch(1) on the channel that consumes, before consume(): the limit holds for consumers that start after it. Leave the second argument (global) alone.",
        "zh-CN":
          "在消费用的那个信道上、在 consume() 之前设置 prefetch(1)：它只对之后开始的消费者有效。第二个参数（global）不要用。",
      },
      {
        en: 'await channel.prefetch(1); await channel.consume("task_queue", onTask);',
        "zh-CN": 'await channel.prefetch(1); await channel.consume("task_queue", onTask);',
      },
    ],
  },
];
