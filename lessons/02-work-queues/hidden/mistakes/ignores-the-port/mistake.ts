import { defineMistake } from "grader";

export const mistake = defineMistake({
  row: "G1",
  title: { en: "Only the host is taken from AMQP_URL", "zh-CN": "只取了 AMQP_URL 中的主机名" },
  loses: ["amqp-url"],
  leavesUnjudged: [
    "both-declare",
    "task-arrives",
    "workers-share",
    "worker-receives",
    "acks-once",
    "ack-after-work",
    "redelivery",
    "fair-dispatch",
    "durable-queue",
    "persistent-tasks",
    "tasks-wait",
    "survives-bad-task",
    "orderly-end",
    "unreachable",
  ],
});
