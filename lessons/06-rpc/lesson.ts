import { defineLesson } from "grader";
import { asking } from "./criteria/asking.ts";
import { connecting } from "./criteria/connecting.ts";
import { lifecycle } from "./criteria/lifecycle.ts";
import { serving } from "./criteria/serving.ts";

export const lesson = defineLesson({
  number: 6,
  folder: "06-rpc",
  title: { en: "Remote procedure call", "zh-CN": "远程过程调用" },
  task: {
    en: "Write 'rpc-server', which takes a number n from the queue 'rpc_queue' and sends fib(n) to whoever asked, and 'rpc-client', which asks for every n it is given at once, prints the results and ends. Connect to the URL in AMQP_URL.",
    "zh-CN":
      "编写 'rpc-server'：从队列 'rpc_queue' 取出数字 n，把 fib(n) 发回给提问者；编写 'rpc-client'：一次性提出参数中的所有 n，打印结果后结束。两者都连接 AMQP_URL 中的地址。",
  },
  programs: [
    { name: "rpc-server", kind: "consumer", usage: "" },
    { name: "rpc-client", kind: "producer", usage: "[n…]" },
  ],
  topology: {
    nodes: [
      { id: "client", kind: "producer", label: "rpc-client", column: 0, row: 0.5 },
      { id: "requests", kind: "queue", label: "rpc_queue", column: 1, row: 0 },
      { id: "replies", kind: "queue", label: "amq.gen-Xa2…", column: 1, row: 1 },
      { id: "server-1", kind: "consumer", label: "rpc-server 1", column: 2, row: 0 },
      { id: "server-2", kind: "consumer", label: "rpc-server 2", column: 2, row: 1 },
    ],
    edges: [
      { from: "client", to: "requests", label: "reply_to\ncorrelation_id" },
      { from: "requests", to: "server-1" },
      { from: "requests", to: "server-2" },
      { from: "server-1", to: "replies", kind: "reply" },
      { from: "server-2", to: "replies", kind: "reply" },
      { from: "replies", to: "client", label: "correlation_id", kind: "reply" },
    ],
  },
  criteria: [...connecting, ...serving, ...asking, ...lifecycle],
});
