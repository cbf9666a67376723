import { defineTeaching } from "grader";

export const teaching = defineTeaching({
  parts: [
    {
      minutes: 10,
      what: {
        en: "Play a queue with three people: two workers, tasks on cards. Take one worker out of the room in the middle of a task.",
        "zh-CN": "三个人扮演队列：两个 worker，任务写在卡片上。在任务中途把一个 worker 请出教室。",
      },
    },
    {
      minutes: 10,
      what: {
        en: "Acknowledgement, at least once, durable and persistent, prefetch at the board.",
        "zh-CN": "在黑板上讲确认、至少一次、持久队列与持久消息、预取。",
      },
    },
    {
      minutes: 45,
      what: {
        en: "Write new-task and worker. First until tasks are shared, then until a killed worker loses nothing.",
        "zh-CN": "编写 new-task 和 worker。先做到任务能分摊，再做到被杀死的 worker 不丢任务。",
      },
    },
    {
      minutes: 15,
      what: {
        en: "Everybody kills a neighbour's worker. Then: what would the customer of a task that ran twice see?",
        "zh-CN": "每人杀死邻座的 worker。再讨论：任务执行两次，顾客会看到什么？",
      },
    },
  ],
  wrongTurns: [
    "acknowledges-first",
    "automatic-ack",
    "never-acknowledges",
    "acknowledges-twice",
    "prefetch-after-consume",
    "no-prefetch",
    "transient-tasks",
    "requeues-bad-tasks",
    "skips-redelivered",
  ],
  draw: [
    {
      en: "The queue with two workers. Deal five tasks by turns, every second one long: worker 1 has a pile, worker 2 is idle.",
      "zh-CN": "画队列和两个 worker。轮流发五个任务，每隔一个是费时的：worker 1 堆着一摞，worker 2 闲着。",
    },
    {
      en: "A line through time for one task: deliver, work, ack. Cross the worker out at three places of the line and ask each time what becomes of the task.",
      "zh-CN": "给一个任务画时间线：投递、工作、确认。在线上三个地方划掉 worker，每次都问任务会怎样。",
    },
    {
      en: "A table of four: queue durable or not, message persistent or not. After a restart, in which field is the task still there?",
      "zh-CN": "画四格表：队列持久与否，消息持久与否。重启之后，任务还在哪一格里？",
    },
  ],
});
