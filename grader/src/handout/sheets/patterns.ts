/** One page: what a topic pattern fits, with a table that a test holds against a broker. */
import { type Language, say, type Text } from "../../text.ts";
import { excerptBlock, excerptFrom } from "../code.ts";
import { html, type Html } from "../html.ts";
import type { Page } from "../page.ts";
import type { SourceText } from "../sheets.ts";

export const KEYS = ["order", "order.paid", "order.paid.vip", "stock.low", "order.", "orders.paid"] as const;

interface Row {
  readonly pattern: string;
  readonly means: Text;
  /** Which of the keys it fits. */
  readonly fits: readonly (typeof KEYS)[number][];
}

export const ROWS: readonly Row[] = [
  { pattern: "order", means: { en: "this one word", "zh-CN": "就是这一个词" }, fits: ["order"] },
  {
    pattern: "order.*",
    means: { en: "order and one word", "zh-CN": "order 加一个词" },
    fits: ["order.paid", "order."],
  },
  {
    pattern: "order.#",
    means: { en: "order and whatever follows, or nothing", "zh-CN": "order 以及后面的任何内容，也可以没有" },
    fits: ["order", "order.paid", "order.paid.vip", "order."],
  },
  {
    pattern: "*.paid",
    means: { en: "one word and paid", "zh-CN": "一个词加 paid" },
    fits: ["order.paid", "orders.paid"],
  },
  {
    pattern: "#.paid.#",
    means: { en: "paid at any place", "zh-CN": "任何位置有 paid" },
    fits: ["order.paid", "order.paid.vip", "orders.paid"],
  },
  { pattern: "*.*.vip", means: { en: "two words and vip", "zh-CN": "两个词加 vip" }, fits: ["order.paid.vip"] },
  { pattern: "*", means: { en: "exactly one word", "zh-CN": "正好一个词" }, fits: ["order"] },
  { pattern: "#", means: { en: "everything, as fanout does", "zh-CN": "所有消息，等同于 fanout" }, fits: KEYS },
  { pattern: "ord*", means: { en: "a star within a word is a letter", "zh-CN": "词里面的星号只是普通字符" }, fits: [] },
];

export function patternsSheet(source: SourceText): Page {
  return {
    name: "sheet-patterns",
    kind: "sheet",
    title: { en: "Topic patterns", "zh-CN": "topic 模式" },
    body: (language) =>
      html`<main>
        <h1 id="patterns">
          ${say({ en: "Which keys does a pattern fit?", "zh-CN": "模式符合哪些路由键？" }, language)}
        </h1>
        <p>
          ${say(
            {
              en: "A routing key is a row of words with dots between them. A pattern is one too, and two of its words are special. Letters count as they are: Order is another word than order.",
              "zh-CN":
                "路由键是用点隔开的一串词。模式也是，其中有两个词是特殊的。字母大小写不同就是不同的词：Order 与 order 不一样。",
            },
            language,
          )}
        </p>
        <div class="panels">
          <section class="panel">
            <h2 id="star">*</h2>
            <p>
              ${say({ en: "Exactly one word, whichever. The empty one between two dots is a word too.", "zh-CN": "正好一个词，什么词都行。两个点之间的空词也算一个词。" }, language)}
            </p>
          </section>
          <section class="panel">
            <h2 id="hash">#</h2>
            <p>
              ${say({ en: "Any number of words, none as well: order.# fits order.", "zh-CN": "任意多个词，零个也行：order.# 符合 order。" }, language)}
            </p>
          </section>
        </div>
        <h2 id="table">${say({ en: "Cover the table and guess", "zh-CN": "盖住表格猜一猜" }, language)}</h2>
        ${table(language)}
        <h2 id="bind">${say({ en: "Binding", "zh-CN": "绑定" }, language)}</h2>
        ${excerptBlock(excerptFrom(RECEIVER, source(RECEIVER), "bindQueue("))}
        <ul>
          ${RULES.map((rule) => html`<li>${say(rule, language)}</li> `)}
        </ul>
        <h2 id="practice">${say({ en: "Your turn", "zh-CN": "轮到你了" }, language)}</h2>
        <p>
          ${say(
            {
              en: "Keys are system.event.customer, such as payment.failed.vip. Write the patterns: (1) all errors of the payment; (2) all that concerns a vip; (3) all of stock and all of order, in one queue; (4) all keys of exactly three words. Which of them overlap?",
              "zh-CN":
                "路由键是 系统.事件.客户，例如 payment.failed.vip。写出模式：(1) 支付的所有失败；(2) 与 vip 有关的一切；(3) 库存和订单的一切，放在一个队列里；(4) 正好三个词的所有键。哪些有重叠？",
            },
            language,
          )}
        </p>
        ${[1, 2, 3, 4].map((number) => html`<p>(${number}) ______________________________________________</p> `)}
      </main>`,
  };
}

const RECEIVER = "05-topics/solution/receive-logs-topic.ts";

const RULES: readonly Text[] = [
  {
    en: "Several patterns on one queue: what fits two of them comes once. A queue for each pattern: it comes twice.",
    "zh-CN": "一个队列上有多个模式：同时符合两个的消息只来一次。每个模式一个队列：来两次。",
  },
  {
    en: "A binding without * and # is a direct one; a single # is a fanout.",
    "zh-CN": "没有 * 和 # 的绑定等同于 direct；单独一个 # 等同于 fanout。",
  },
  {
    en: "A key has at most 255 bytes of UTF-8: not letters, bytes.",
    "zh-CN": "路由键最多 255 个 UTF-8 字节：不是字符数，是字节数。",
  },
  {
    en: "In the shell: double quotes, or the shell replaces * by the names of files and takes # for a comment.",
    "zh-CN": "在 shell 里要加双引号，否则 shell 会把 * 换成文件名，把 # 当成注释。",
  },
  {
    en: "A pattern that never fits is no error. Nothing comes, and nobody says so.",
    "zh-CN": "永远不符合的模式不是错误。只是什么也收不到，也没有人告诉你。",
  },
];

function table(language: Language): Html {
  return html`<div class="wide">
    <table class="fits">
      <thead>
        <tr>
          <th>${say({ en: "pattern", "zh-CN": "模式" }, language)}</th>
          ${KEYS.map((key) => html`<th><code>${key}</code></th>`)}
          <th>${say({ en: "in words", "zh-CN": "用话说" }, language)}</th>
        </tr>
      </thead>
      <tbody>
        ${ROWS.map(
          ({ pattern, fits, means }) =>
            html`<tr>
              <td><code>${pattern}</code></td>
              ${KEYS.map((key) =>
                fits.includes(key)
                  ? html`<td class="yes">✓ ${say({ en: "yes", "zh-CN": "是" }, language)}</td>`
                  : html`<td class="no">${say({ en: "no", "zh-CN": "否" }, language)}</td>`,
              )}
              <td>${say(means, language)}</td>
            </tr> `,
        )}
      </tbody>
    </table>
  </div>`;
}
