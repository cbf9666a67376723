/** One page: which exchange sends a message where, each with a picture. */
import type { Topology } from "../../lesson.ts";
import { say, type Text } from "../../text.ts";
import { excerptBlock, excerptFrom } from "../code.ts";
import { html, type Html, raw } from "../html.ts";
import type { Page } from "../page.ts";
import type { SourceText } from "../sheets.ts";
import { topologySvg } from "../topology-svg.ts";

interface Exchange {
  readonly id: string;
  readonly title: Text;
  readonly rule: Text;
  readonly note: Text;
  readonly topology: Topology;
  /** A line of a lesson's file that makes or uses it. */
  readonly line?: readonly [file: string, from: string];
}

const NODES = {
  p: { id: "p", kind: "producer", label: "", column: 0, row: 0.5 },
  c1: { id: "c1", kind: "consumer", label: "", column: 3, row: 0 },
  c2: { id: "c2", kind: "consumer", label: "", column: 3, row: 1 },
} as const;

function twoQueues(label: string, first: string, second: string, ...toSecond: readonly string[]): Topology {
  return {
    nodes: [
      NODES.p,
      { id: "x", kind: "exchange", label, column: 1, row: 0.5 },
      { id: "q1", kind: "queue", label: "", column: 2, row: 0 },
      { id: "q2", kind: "queue", label: "", column: 2, row: 1 },
      NODES.c1,
      NODES.c2,
    ],
    edges: [
      { from: "p", to: "x" },
      ...edge("q1", first),
      ...edge("q2", second),
      ...toSecond.flatMap((one) => edge("q2", one)),
      { from: "q1", to: "c1" },
      { from: "q2", to: "c2" },
    ],
  };
}

function edge(to: string, label: string): Topology["edges"] {
  return [label === "" ? { from: "x", to } : { from: "x", to, label }];
}

const EXCHANGES: readonly Exchange[] = [
  {
    id: "default",
    title: { en: 'Default exchange, ""', "zh-CN": '默认交换机 ""' },
    rule: {
      en: "To the queue whose name is the routing key. Always there; every queue is bound to it by its own name, and nothing can be unbound.",
      "zh-CN": "送到名字等于路由键的队列。它一直存在；每个队列都以自己的名字绑定在上面，不能解除。",
    },
    note: {
      en: "Tasks, requests: one queue that everybody knows. Lessons 1, 2, 6.",
      "zh-CN": "任务、请求：大家都知道的一个队列。第 1、2、6 课。",
    },
    topology: {
      nodes: [
        { ...NODES.p, row: 0 },
        { id: "x", kind: "exchange", label: '""', column: 1, row: 0 },
        { id: "q", kind: "queue", label: "task_queue", column: 2, row: 0 },
        { ...NODES.c1, row: 0 },
      ],
      edges: [
        { from: "p", to: "x" },
        { from: "x", to: "q", label: "task_queue" },
        { from: "q", to: "c1" },
      ],
    },
    line: ["02-work-queues/solution/new-task.ts", "channel.sendToQueue("],
  },
  {
    id: "fanout",
    title: { en: "fanout", "zh-CN": "fanout" },
    rule: {
      en: "To every queue that is bound. The routing key does not matter.",
      "zh-CN": "送到每个绑定的队列。路由键不起作用。",
    },
    note: {
      en: "News: each listener has a queue of its own. Lesson 3.",
      "zh-CN": "新闻：每个听众有自己的队列。第 3 课。",
    },
    topology: twoQueues("logs", "", ""),
    line: ["03-pubsub/solution/emit-log.ts", "channel.assertExchange("],
  },
  {
    id: "direct",
    title: { en: "direct", "zh-CN": "direct" },
    rule: {
      en: "To every queue that is bound with exactly this key, byte for byte. One queue may have many bindings, and many queues the same one.",
      "zh-CN": "送到以完全相同的键绑定的每个队列，逐字节比较。一个队列可以有多个绑定，多个队列也可以有同一个绑定。",
    },
    note: {
      en: "One question with a fixed set of answers: severity, region. Lesson 4.",
      "zh-CN": "一个问题、几种固定的答案：级别、地区。第 4 课。",
    },
    topology: twoQueues("direct_logs", "error", "info", "warning"),
    line: ["04-routing/solution/emit-log-direct.ts", "channel.assertExchange("],
  },
  {
    id: "topic",
    title: { en: "topic", "zh-CN": "topic" },
    rule: {
      en: "To every queue with a pattern that fits the key, once, however many of its patterns fit. * is one word, # is none or more.",
      "zh-CN": "送到有模式符合路由键的每个队列；符合的模式再多，也只送一次。* 是一个词，# 是零个或多个词。",
    },
    note: {
      en: "Several questions in one key: order.paid.vip. Lesson 5.",
      "zh-CN": "一个键里有几个问题：order.paid.vip。第 5 课。",
    },
    topology: twoQueues("topic_logs", "*.paid.*", "order.#", "*.*.vip"),
    line: ["05-topics/solution/emit-log-topic.ts", "channel.assertExchange("],
  },
  {
    id: "headers",
    title: { en: "headers", "zh-CN": "headers" },
    rule: {
      en: "To every queue whose binding's table fits the message's headers: all of its entries (x-match: all), or at least one (any). The key does not matter.",
      "zh-CN": "送到绑定表与消息头相符的每个队列：全部相符（x-match: all），或至少一项相符（any）。路由键不起作用。",
    },
    note: {
      en: "Questions that are no words: numbers, yes or no. Not used in the lessons.",
      "zh-CN": "不是词语的问题：数字、是或否。各课没有用到。",
    },
    topology: twoQueues("orders", "x-match: all\nvip: true", "x-match: any\nsize: 3"),
  },
];

export function exchangesSheet(source: SourceText): Page {
  return {
    name: "sheet-exchanges",
    kind: "sheet",
    title: { en: "Exchange types", "zh-CN": "交换机类型" },
    body: (language) =>
      html`<main>
        <h1 id="exchanges">
          ${say({ en: "Where does a message go? Exchange types", "zh-CN": "消息去哪里？交换机的类型" }, language)}
        </h1>
        <p>
          ${say(
            {
              en: "A message is published to an exchange, with a routing key. The exchange looks at its bindings and puts a copy into each queue that wants it. It keeps nothing: where no queue wants the message, it is dropped, and the publisher is not told (unless it asked for it with mandatory).",
              "zh-CN":
                "消息带着路由键发布到交换机。交换机查看自己的绑定，给每个想要它的队列放一份。交换机什么也不保存：没有队列想要，消息就被丢弃，发布者也不会得知（除非用 mandatory 要求告知）。",
            },
            language,
          )}
        </p>
        <div class="panels">
          ${EXCHANGES.map(
            (one) =>
              html`<section class="panel">
                <h2 id="${one.id}">${say(one.title, language)}</h2>
                ${raw(topologySvg({ title: one.title, topology: one.topology }))}
                <p>${say(one.rule, language)}</p>
                ${lineOf(one, source)}
                <p><em>${say(one.note, language)}</em></p>
              </section> `,
          )}
          <section class="panel">
            <h2 id="signs">${say({ en: "Signs and rules", "zh-CN": "图例与规则" }, language)}</h2>
            <ul>
              ${SIGNS.map((sign) => html`<li>${say(sign, language)}</li> `)}
            </ul>
          </section>
        </div>
      </main>`,
  };
}

const SIGNS: readonly Text[] = [
  {
    en: "P publishes, X is an exchange, the row of boxes is a queue, C consumes. The words at an arrow from X are the binding.",
    "zh-CN": "P 发布，X 是交换机，一排格子是队列，C 消费。X 引出的箭头旁是绑定。",
  },
  {
    en: "Both sides declare the exchange, with the same type and options: other ones get 406, and a missing exchange 404. Either closes the channel.",
    "zh-CN": "两边都要声明交换机，类型和选项相同：不同会得到 406，不存在会得到 404，两者都会关闭信道。",
  },
  {
    en: "Who listens makes the queue and the binding. Who publishes needs to know the exchange alone.",
    "zh-CN": "队列和绑定由听的一方创建。发布的一方只需要知道交换机。",
  },
  {
    en: "Several consumers of one queue share its messages. Several queues get a copy each.",
    "zh-CN": "同一个队列的多个消费者分摊消息；多个队列则各得一份。",
  },
];

function lineOf({ line }: Exchange, source: SourceText): Html | undefined {
  return line === undefined ? undefined : excerptBlock(excerptFrom(line[0], source(line[0]), line[1]));
}
