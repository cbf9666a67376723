/** One page: the five dimensions of the score: what each asks, how it is seen, and where its points are. */
import { DIMENSIONS, type Dimension, type Lesson } from "../../lesson.ts";
import { type Language, say, type Text } from "../../text.ts";
import { html, type Html } from "../html.ts";
import type { Page } from "../page.ts";

interface Described {
  readonly title: Text;
  readonly question: Text;
  readonly seen: Text;
  readonly lost: Text;
}

const DESCRIBED: Readonly<Record<Dimension, Described>> = {
  routing: {
    title: { en: "Routing", "zh-CN": "路由（routing）" },
    question: {
      en: "Does each message arrive where it should, once, and nowhere else? Starting, stopping and exit codes count here too (in lesson 6: as RPC).",
      "zh-CN": "每条消息都到了该到的地方，只有一次，别处没有？启动、停止和退出码也算在这里（第 6 课算作 RPC）。",
    },
    seen: {
      en: "basic.publish with exchange and key; queue.bind; basic.deliver to the right program and to no other.",
      "zh-CN": "basic.publish 的交换机和路由键；queue.bind；basic.deliver 送到了对的程序，没有送到别的程序。",
    },
    lost: {
      en: "Closing before the broker has confirmed. A shared queue where each needs its own. Filtering in the client.",
      "zh-CN": "broker 还没确认就关闭。本该各有各的队列却共用一个。在客户端里过滤。",
    },
  },
  ack: {
    title: { en: "Acknowledgement", "zh-CN": "确认（ack）" },
    question: {
      en: "Is each delivery answered exactly once, after its work? Is no task lost when its worker is killed?",
      "zh-CN": "每次投递都在做完之后正好回答一次？worker 被杀死时，任务不会丢？",
    },
    seen: {
      en: "basic.ack after the work; redelivered=true at the next worker; nothing open in the end.",
      "zh-CN": "做完之后的 basic.ack；下一个 worker 收到 redelivered=true；最后没有未确认的。",
    },
    lost: {
      en: "noAck for work. An ack before the await. Two acks for one delivery. None at all.",
      "zh-CN": "工作用 noAck。在 await 之前确认。一次投递确认两次。根本不确认。",
    },
  },
  durability: {
    title: { en: "Durability", "zh-CN": "持久（durability）" },
    question: {
      en: "Is everything still there when the broker has been restarted?",
      "zh-CN": "broker 重启之后，一切都还在吗？",
    },
    seen: {
      en: "queue.declare durable=true; delivery-mode=2; the tasks come after the restart.",
      "zh-CN": "queue.declare durable=true；delivery-mode=2；重启之后任务还会来。",
    },
    lost: {
      en: "A durable queue with transient messages, or the other way round.",
      "zh-CN": "队列持久而消息不持久，或者反过来。",
    },
  },
  "fair-dispatch": {
    title: { en: "Fair dispatch", "zh-CN": "公平分发（fair dispatch）" },
    question: {
      en: "Does a worker never hold more than one task that it has not finished?",
      "zh-CN": "worker 手里未完成的任务从不超过一个？",
    },
    seen: {
      en: "basic.qos prefetch-count=1 before basic.consume on the same channel; the second delivery after the first ack.",
      "zh-CN": "同一信道上，basic.consume 之前有 basic.qos prefetch-count=1；第一次确认之后才有第二次投递。",
    },
    lost: {
      en: "Prefetch after consume, on another channel, or global: none of these limits anything.",
      "zh-CN": "在 consume 之后、在别的信道上、或者用全局的：都不起限制作用。",
    },
  },
  rpc: {
    title: { en: "RPC", "zh-CN": "RPC" },
    question: {
      en: "Does each question get its own answer, whoever else asks and in whatever order the replies come?",
      "zh-CN": "不管还有谁在问、回复按什么顺序来，每个问题都得到自己的答案？",
    },
    seen: {
      en: "reply_to and correlation_id in the request; the same correlation_id in the reply, at that address.",
      "zh-CN": "请求里有 reply_to 和 correlation_id；回复发到那个地址，correlation_id 相同。",
    },
    lost: {
      en: "Taking replies in the order in which they come. One reply queue for all. Waiting for ever. A bad request that kills the server.",
      "zh-CN": "按到达顺序认领回复。大家共用一个回复队列。永远等下去。一个坏请求弄死服务端。",
    },
  },
};

export function dimensionsSheet(lessons: readonly Lesson[]): Page {
  return {
    name: "sheet-dimensions",
    kind: "sheet",
    title: { en: "The five dimensions", "zh-CN": "五个维度" },
    body: (language) =>
      html`<main>
        <h1 id="dimensions">
          ${say({ en: "What is scored? The five dimensions", "zh-CN": "评什么？五个维度" }, language)}
        </h1>
        <p>
          ${say(
            {
              en: "Each lesson is worth 100 points and is passed with 80. Each criterion belongs to one dimension. The grader looks at what happens between your programs and the broker, not at how your code is written.",
              "zh-CN":
                "每课 100 分，80 分通过。每个评分项属于一个维度。评分程序看的是你的程序与 broker 之间发生了什么，而不是代码怎么写。",
            },
            language,
          )}
        </p>
        <div class="panels">
          ${DIMENSIONS.map((dimension) => panel(dimension, language))}
          <section class="panel">
            <h2 id="not-scored">${say({ en: "Not scored", "zh-CN": "不计分的" }, language)}</h2>
            <p>
              ${say(
                {
                  en: "Which library you use, how the code looks, the exact lines that you print. What works but is unwise (a fixed pause before closing, a bare stack trace) gets advice and costs nothing. An error of the grader or of the broker costs nothing either, and says so.",
                  "zh-CN":
                    "用哪个库、代码长什么样、打印的具体格式。能用但不明智的做法（关闭前固定等一会儿、只打印堆栈）会得到建议，不扣分。评分程序或 broker 自己出错也不扣分，并会说明。",
                },
                language,
              )}
            </p>
          </section>
        </div>
        <h2 id="points">${say({ en: "Where the points are", "zh-CN": "分数在哪里" }, language)}</h2>
        ${pointsTable(lessons, language)}
      </main>`,
  };
}

function panel(dimension: Dimension, language: Language): Html {
  const { title, question, seen, lost } = DESCRIBED[dimension];
  return html`<section class="panel">
    <h2 id="${dimension}">${say(title, language)}</h2>
    <p><strong>${say(question, language)}</strong></p>
    <p><span class="label">${say({ en: "On the wire:", "zh-CN": "线上：" }, language)}</span> ${say(seen, language)}</p>
    <p><span class="label">${say({ en: "Lost by:", "zh-CN": "失分：" }, language)}</span> ${say(lost, language)}</p>
  </section> `;
}

function pointsTable(lessons: readonly Lesson[], language: Language): Html {
  return html`<div class="wide">
    <table>
      <thead>
        <tr>
          <th>${say({ en: "lesson", "zh-CN": "课" }, language)}</th>
          ${DIMENSIONS.map((dimension) => html`<th><code>${dimension}</code></th>`)}
          <th>${say({ en: "sum", "zh-CN": "合计" }, language)}</th>
        </tr>
      </thead>
      <tbody>
        ${lessons.map(
          (lesson) =>
            html`<tr>
              <td>${lesson.number} ${say(lesson.title, language)}</td>
              ${DIMENSIONS.map((dimension) => html`<td>${pointsOf(lesson, dimension) || "–"}</td>`)}
              <td>${lesson.criteria.reduce((sum, one) => sum + one.points, 0)}</td>
            </tr> `,
        )}
        <tr>
          <th>${say({ en: "course", "zh-CN": "全部" }, language)}</th>
          ${DIMENSIONS.map((dimension) => html`<th>${lessons.reduce((sum, lesson) => sum + pointsOf(lesson, dimension), 0)}</th>`)}
          <th>
            ${lessons.reduce((sum, lesson) => sum + lesson.criteria.reduce((all, one) => all + one.points, 0), 0)}
          </th>
        </tr>
      </tbody>
    </table>
  </div>`;
}

function pointsOf(lesson: Lesson, dimension: Dimension): number {
  return lesson.criteria
    .filter((criterion) => criterion.dimension === dimension)
    .reduce((sum, criterion) => sum + criterion.points, 0);
}
