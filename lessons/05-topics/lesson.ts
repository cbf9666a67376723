import { defineLesson } from "grader";
import { lifecycle } from "./criteria/lifecycle.ts";
import { listening } from "./criteria/listening.ts";
import { publishing } from "./criteria/publishing.ts";

export const lesson = defineLesson({
  number: 5,
  folder: "05-topics",
  title: { en: "Topics", "zh-CN": "主题" },
  task: {
    en: "Write 'emit-log-topic', which publishes a text to the topic exchange 'topic_logs' with a key of several words ('order.paid.vip'), and 'receive-logs-topic', which prints what matches any of its patterns, each message once. In a pattern * is one word and # is none or more.",
    "zh-CN":
      "编写 'emit-log-topic'：用由多个词组成的键（'order.paid.vip'），向 topic 交换机 'topic_logs' 发布一段文本；编写 'receive-logs-topic'：打印与任何一个模式匹配的消息，每条一次。模式中 * 是一个词，# 是零个或多个词。",
  },
  programs: [
    { name: "emit-log-topic", kind: "producer", usage: "<key> [word…]" },
    { name: "receive-logs-topic", kind: "consumer", usage: "<pattern…>" },
  ],
  topology: {
    nodes: [
      { id: "emit", kind: "producer", label: "emit-log-topic", column: 0, row: 0.5 },
      { id: "topic_logs", kind: "exchange", label: "topic_logs (topic)", column: 1, row: 0.5 },
      { id: "queue-1", kind: "queue", label: "amq.gen-Jz…", column: 2, row: 0 },
      { id: "queue-2", kind: "queue", label: "amq.gen-Rv…", column: 2, row: 1 },
      { id: "receive-1", kind: "consumer", label: "receive-logs-topic", column: 3, row: 0 },
      { id: "receive-2", kind: "consumer", label: "receive-logs-topic", column: 3, row: 1 },
    ],
    edges: [
      { from: "emit", to: "topic_logs" },
      { from: "topic_logs", to: "queue-1", label: "*.paid.*" },
      { from: "topic_logs", to: "queue-2", label: "order.#" },
      { from: "topic_logs", to: "queue-2", label: "*.*.vip" },
      { from: "queue-1", to: "receive-1" },
      { from: "queue-2", to: "receive-2" },
    ],
  },
  criteria: [...publishing, ...listening, ...lifecycle],
});
