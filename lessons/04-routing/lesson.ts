import { defineLesson } from "grader";
import { lifecycle } from "./criteria/lifecycle.ts";
import { listening } from "./criteria/listening.ts";
import { publishing } from "./criteria/publishing.ts";

export const lesson = defineLesson({
  number: 4,
  folder: "04-routing",
  title: { en: "Routing", "zh-CN": "路由" },
  task: {
    en: "Write 'emit-log-direct', which publishes a text to the direct exchange 'direct_logs' with its severity as routing key, and 'receive-logs-direct', which prints just the severities that it is started with. Any word may be a severity; info, warning and error are the usual ones. The broker does the choosing: what was not asked for is not delivered.",
    "zh-CN":
      "编写 'emit-log-direct'：以级别为路由键，向 direct 交换机 'direct_logs' 发布一段文本；编写 'receive-logs-direct'：只打印启动时所列级别的消息。任何词都可以作为级别，常用的是 info、warning、error。由 broker 挑选：没有要的，就不会送来。",
  },
  programs: [
    { name: "emit-log-direct", kind: "producer", usage: "<severity> [word…]" },
    { name: "receive-logs-direct", kind: "consumer", usage: "<severity…>" },
  ],
  topology: {
    nodes: [
      { id: "emit", kind: "producer", label: "emit-log-direct", column: 0, row: 0.5 },
      { id: "direct_logs", kind: "exchange", label: "direct_logs (direct)", column: 1, row: 0.5 },
      { id: "queue-1", kind: "queue", label: "amq.gen-Jz…", column: 2, row: 0 },
      { id: "queue-2", kind: "queue", label: "amq.gen-Rv…", column: 2, row: 1 },
      { id: "receive-1", kind: "consumer", label: "receive-logs-direct", column: 3, row: 0 },
      { id: "receive-2", kind: "consumer", label: "receive-logs-direct", column: 3, row: 1 },
    ],
    edges: [
      { from: "emit", to: "direct_logs" },
      { from: "direct_logs", to: "queue-1", label: "error" },
      { from: "direct_logs", to: "queue-2", label: "info" },
      { from: "direct_logs", to: "queue-2", label: "warning" },
      { from: "queue-1", to: "receive-1" },
      { from: "queue-2", to: "receive-2" },
    ],
  },
  criteria: [...publishing, ...listening, ...lifecycle],
});
