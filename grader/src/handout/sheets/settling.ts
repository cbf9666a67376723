/** One page: what becomes of a message that was delivered: ack, nack, reject, or silence. */
import type { Topology } from "../../lesson.ts";
import { type Language, say, type Text, verbatim } from "../../text.ts";
import { codeLine, excerptBlock, excerptFrom } from "../code.ts";
import { html, type Html, raw } from "../html.ts";
import type { Page } from "../page.ts";
import type { SourceText } from "../sheets.ts";
import { topologySvg } from "../topology-svg.ts";

const TOPOLOGY: Topology = {
  nodes: [
    { id: "queue", kind: "queue", label: "task_queue", column: 0, row: 0 },
    { id: "worker", kind: "consumer", label: "worker", column: 1.6, row: 0 },
    { id: "dead", kind: "exchange", label: "dead-letter exchange", column: 1.6, row: 1 },
  ],
  edges: [
    { from: "queue", to: "worker", label: "basic.deliver" },
    { from: "worker", to: "queue", label: "ack: done with\nnack, reject: requeue" },
    { from: "worker", to: "dead", label: "reject: no requeue" },
  ],
};

interface Call {
  readonly call: string;
  readonly frame: string;
  readonly does: Text;
  readonly when: Text;
}

const CALLS: readonly Call[] = [
  {
    call: "channel.ack(message)",
    frame: "basic.ack",
    does: { en: "The broker forgets the message.", "zh-CN": "Broker 忘掉这条消息。" },
    when: { en: "The work is done and its result is safe.", "zh-CN": "工作做完，结果也已保存。" },
  },
  {
    call: "channel.ack(message, true)",
    frame: "basic.ack multiple",
    does: {
      en: "This one and all before it that are open on the channel are forgotten.",
      "zh-CN": "忘掉这一条，以及信道上之前所有未确认的。",
    },
    when: { en: "Batches, where all of it is done.", "zh-CN": "成批处理，并且全部做完。" },
  },
  {
    call: "channel.reject(message, false)",
    frame: "basic.reject",
    does: {
      en: "Dropped, or sent to the queue's dead-letter exchange.",
      "zh-CN": "丢弃，或送往队列的死信交换机。",
    },
    when: { en: "It can never work: broken text, unknown order.", "zh-CN": "永远做不成：内容损坏、订单不存在。" },
  },
  {
    call: "channel.reject(message, true)",
    frame: "basic.reject requeue",
    does: {
      en: "Back to its place in the queue, marked redelivered. Whoever is free gets it at once: you, too.",
      "zh-CN": "放回队列原来的位置，标记为重新投递。谁有空谁立刻拿到，也可能是你自己。",
    },
    when: {
      en: "Somebody else may do better. Never for what fails every time: it goes in circles, hundreds of times a second.",
      "zh-CN": "换一个可能做得成。每次都失败的绝不能这样：它会一秒几百次地转圈。",
    },
  },
  {
    call: "channel.nack(message, true, false)",
    frame: "basic.nack multiple",
    does: {
      en: "As reject, for this one and all before it (RabbitMQ's own addition).",
      "zh-CN": "同 reject，但包括这一条和之前的全部（RabbitMQ 的扩展）。",
    },
    when: { en: "Batches that failed as a whole.", "zh-CN": "整批失败。" },
  },
  {
    call: "connection lost",
    frame: "—",
    does: {
      en: "All that was open goes back to the queue, marked redelivered.",
      "zh-CN": "所有未确认的都放回队列，标记为重新投递。",
    },
    when: {
      en: "The worker died. So a task may run twice: make the work idempotent.",
      "zh-CN": "worker 死了。所以任务可能执行两次：要做到幂等。",
    },
  },
  {
    call: "noAck: true",
    frame: "basic.consume no-ack",
    does: {
      en: "The broker forgets each message as it sends it. Any ack is an error then (406).",
      "zh-CN": "Broker 一发出就忘掉。此时再确认是错误（406）。",
    },
    when: { en: "News that nobody misses. Never for work.", "zh-CN": "丢了也没关系的新闻。工作绝不能这样。" },
  },
];

const RULES: readonly Text[] = [
  {
    en: "Exactly one answer for each delivery. A second one gets 406 (unknown delivery tag) and closes the channel; none keeps the message on the broker for ever.",
    "zh-CN":
      "每次投递正好回答一次。第二次会得到 406（unknown delivery tag），信道被关闭；一次也不回答，消息会永远留在 broker 上。",
  },
  {
    en: "On the channel that delivered it, before that channel is closed. Tags count from 1 on each channel.",
    "zh-CN": "要在投递它的那个信道上、在信道关闭之前回答。每个信道的标签都从 1 数起。",
  },
  {
    en: "After the work, with await. An ack that comes before it loses the task of whoever dies.",
    "zh-CN": "在工作之后，并且要 await。提前确认，谁死掉谁的任务就丢了。",
  },
  {
    en: "Prefetch counts what is open: with 1, the next task comes after the answer to this one.",
    "zh-CN": "预取数的是未确认的：设为 1，回答了这个才有下一个。",
  },
  {
    en: "redelivered says that somebody may have begun. It is no proof that the work was done.",
    "zh-CN": "redelivered 只说明可能有人开始过，不证明工作已经做完。",
  },
  {
    en: "Not the same as the publisher confirm: that is the broker's basic.ack to the producer.",
    "zh-CN": "与发布者确认不是一回事：那是 broker 发给生产者的 basic.ack。",
  },
];

const WORKER = "02-work-queues/solution/worker.ts";

export function settlingSheet(source: SourceText): Page {
  const worker = source(WORKER);
  return {
    name: "sheet-settling",
    kind: "sheet",
    title: { en: "ack, nack, reject", "zh-CN": "ack、nack、reject" },
    body: (language) =>
      html`<main>
        <h1 id="settling">
          ${say({ en: "What becomes of a delivered message? ack, nack, reject", "zh-CN": "投递之后怎么办？ack、nack、reject" }, language)}
        </h1>
        <figure class="picture">
          ${raw(topologySvg({ title: verbatim("ack, nack, reject"), topology: TOPOLOGY }))}
        </figure>
        ${table(language)}
        <h2 id="rules">${say({ en: "Rules", "zh-CN": "规则" }, language)}</h2>
        <ul>
          ${RULES.map((rule) => html`<li>${say(rule, language)}</li> `)}
        </ul>
        <h2 id="code">${say({ en: "In a worker", "zh-CN": "在 worker 里" }, language)}</h2>
        <div class="panels">
          <section class="panel">${excerptBlock(excerptFrom(WORKER, worker, 'console.log(" [x] Done")', 2))}</section>
          <section class="panel">${excerptBlock(excerptFrom(WORKER, worker, "Gave up on", 3))}</section>
        </div>
      </main>`,
  };
}

function table(language: Language): Html {
  return html`<div class="wide">
    <table>
      <thead>
        <tr>
          <th>amqplib</th>
          <th>${say({ en: "on the wire", "zh-CN": "线上的帧" }, language)}</th>
          <th>${say({ en: "what the broker does", "zh-CN": "broker 怎么做" }, language)}</th>
          <th>${say({ en: "when", "zh-CN": "什么时候用" }, language)}</th>
        </tr>
      </thead>
      <tbody>
        ${CALLS.map(
          ({ call, frame, does, when }) =>
            html`<tr>
              <td>${shownCall(call, language)}</td>
              <td>${frame === "—" ? "—" : html`<code>${frame}</code>`}</td>
              <td>${say(does, language)}</td>
              <td>${say(when, language)}</td>
            </tr> `,
        )}
      </tbody>
    </table>
  </div>`;
}

function shownCall(call: string, language: Language): Html {
  if (call === "connection lost")
    return html`<em>${say({ en: "the connection is lost", "zh-CN": "连接断了" }, language)}</em>`;
  return codeLine(call);
}
