import { defineLesson } from "grader";
import { acknowledgement } from "./criteria/acknowledgement.ts";
import { durability } from "./criteria/durability.ts";
import { lifecycle } from "./criteria/lifecycle.ts";
import { routing } from "./criteria/routing.ts";

export const lesson = defineLesson({
  number: 2,
  folder: "02-work-queues",
  title: { en: "Work queues", "zh-CN": "工作队列" },
  task: {
    en: "Write 'new-task', which puts a task into the durable queue 'task_queue', and 'worker', which works off one task at a time and acknowledges it when it is done. Several workers share the queue; none of them may lose a task, not even when it is killed.",
    "zh-CN":
      "编写 'new-task'：把任务放进持久队列 'task_queue'；编写 'worker'：一次处理一个任务，做完才确认。多个 worker 共享这个队列；任何一个都不能弄丢任务，哪怕它被强行杀死。",
  },
  programs: [
    { name: "new-task", kind: "producer", usage: "[word…]" },
    { name: "worker", kind: "consumer", usage: "" },
  ],
  topology: {
    nodes: [
      { id: "new-task", kind: "producer", label: "new-task", column: 0, row: 0 },
      { id: "default", kind: "exchange", label: '""', column: 1, row: 0 },
      { id: "task_queue", kind: "queue", label: "task_queue", column: 2, row: 0 },
      { id: "worker-1", kind: "consumer", label: "worker", column: 3, row: 0 },
      { id: "worker-2", kind: "consumer", label: "worker", column: 3, row: 1 },
    ],
    edges: [
      { from: "new-task", to: "default" },
      { from: "default", to: "task_queue", label: "task_queue" },
      { from: "task_queue", to: "worker-1" },
      { from: "task_queue", to: "worker-2" },
    ],
  },
  criteria: [...routing, ...acknowledgement, ...durability, ...lifecycle],
});
