import { defineLesson } from "grader";
import { lifecycle } from "./criteria/lifecycle.ts";
import { listening } from "./criteria/listening.ts";
import { publishing } from "./criteria/publishing.ts";

export const lesson = defineLesson({
  number: 3,
  folder: "03-pubsub",
  title: { en: "Publish and subscribe", "zh-CN": "发布与订阅" },
  task: {
    en: "Write 'emit-log', which publishes one message to the fanout exchange 'logs', and 'receive-logs', which prints every message that is published while it runs. Start as many receivers as you like: each has a queue of its own and gets everything.",
    "zh-CN":
      "编写 'emit-log'：向 fanout 交换机 'logs' 发布一条消息；编写 'receive-logs'：打印它运行期间发布的每一条消息。接收者想启动几个都行：每个都有自己的队列，每个都收到全部消息。",
  },
  programs: [
    { name: "emit-log", kind: "producer", usage: "[word…]" },
    { name: "receive-logs", kind: "consumer", usage: "" },
  ],
  topology: {
    nodes: [
      { id: "emit-log", kind: "producer", label: "emit-log", column: 0, row: 0.5 },
      { id: "logs", kind: "exchange", label: "logs (fanout)", column: 1, row: 0.5 },
      { id: "queue-1", kind: "queue", label: "amq.gen-Jz…", column: 2, row: 0 },
      { id: "queue-2", kind: "queue", label: "amq.gen-Rv…", column: 2, row: 1 },
      { id: "receive-logs-1", kind: "consumer", label: "receive-logs", column: 3, row: 0 },
      { id: "receive-logs-2", kind: "consumer", label: "receive-logs", column: 3, row: 1 },
    ],
    edges: [
      { from: "emit-log", to: "logs" },
      { from: "logs", to: "queue-1" },
      { from: "logs", to: "queue-2" },
      { from: "queue-1", to: "receive-logs-1" },
      { from: "queue-2", to: "receive-logs-2" },
    ],
  },
  criteria: [...publishing, ...listening, ...lifecycle],
});
