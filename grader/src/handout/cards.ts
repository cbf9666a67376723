/**
 * A broker played on paper: roles, messages and things that happen as cards, eight on a page with lines to cut along, and one
 * page of rules. Owns the game; the look is style.ts's.
 */
import { type Language, say, type Text, verbatim } from "../text.ts";
import { html, type Html, raw } from "./html.ts";
import type { Page } from "./page.ts";

interface Card {
  readonly kind: Text;
  readonly title: Text;
  readonly lines: readonly Text[];
  readonly foot?: Text;
}

const ROLE: Text = { en: "ROLE", "zh-CN": "角色" };
const MESSAGE: Text = { en: "MESSAGE", "zh-CN": "消息" };
const EVENT: Text = { en: "EVENT", "zh-CN": "事件" };
const STAMP: Text = { en: "SIGN", "zh-CN": "标记" };
const CARDS_A_PAGE = 8;

const ROLES: readonly Card[] = [
  role({ en: "Producer", "zh-CN": "生产者" }, [
    {
      en: "Take a message, say its key aloud, hand it to the exchange. You never speak to a worker.",
      "zh-CN": "拿一条消息，念出它的键，交给交换机。你从不与 worker 说话。",
    },
    {
      en: "Keep your hand raised until the exchange says 'confirmed'.",
      "zh-CN": "举着手，直到交换机说“已确认”。",
    },
  ]),
  role(
    { en: "Exchange", "zh-CN": "交换机" },
    [
      {
        en: "Read the key, look at your bindings, give a copy to each queue that wants it. Say 'confirmed'.",
        "zh-CN": "看键，查绑定，给每个想要的队列一份。说“已确认”。",
      },
      {
        en: "No queue wants it? Drop it on the floor. You keep nothing.",
        "zh-CN": "没有队列想要？扔到地上。你什么也不留。",
      },
    ],
    { en: "Your type: fanout · direct · topic", "zh-CN": "你的类型：fanout · direct · topic" },
  ),
  role(
    { en: "Queue", "zh-CN": "队列" },
    [
      {
        en: "Lay messages in a row, first in, first out. Hand the first one to a worker whose hand is free, and keep a note of it.",
        "zh-CN": "把消息排成一排，先进先出。把第一条交给手里空着的 worker，并记下来。",
      },
      {
        en: "'ack': tear up the note. Worker gone: lay the message back, with the mark redelivered.",
        "zh-CN": "听到“ack”：撕掉记录。worker 走了：把消息放回去，标上“重新投递”。",
      },
    ],
    { en: "Your name: ____________   durable? ____", "zh-CN": "你的名字：____________   持久？____" },
  ),
  role(
    { en: "Queue", "zh-CN": "队列" },
    [
      {
        en: "As the other queue. Tell the exchange which keys you want: those are your bindings. Write them down.",
        "zh-CN": "与另一个队列相同。告诉交换机你要哪些键：那就是你的绑定。写下来。",
      },
      { en: "My bindings: ______________________", "zh-CN": "我的绑定：______________________" },
    ],
    { en: "Your name: ____________   durable? ____", "zh-CN": "你的名字：____________   持久？____" },
  ),
  role({ en: "Worker, quick", "zh-CN": "worker，手快的" }, [
    {
      en: "Take a task from your queue. Work: one breath for each dot. Then say 'ack', and take the next.",
      "zh-CN": "从队列拿一个任务。干活：每个点呼吸一次。然后说“ack”，再拿下一个。",
    },
    { en: "Prefetch: ____ tasks at most in your hand.", "zh-CN": "预取：手里最多 ____ 个任务。" },
  ]),
  role({ en: "Worker, slow", "zh-CN": "worker，手慢的" }, [
    {
      en: "Take a task from your queue. Work: three breaths for each dot. Then say 'ack', and take the next.",
      "zh-CN": "从队列拿一个任务。干活：每个点呼吸三次。然后说“ack”，再拿下一个。",
    },
    { en: "Prefetch: ____ tasks at most in your hand.", "zh-CN": "预取：手里最多 ____ 个任务。" },
  ]),
  role({ en: "Listener", "zh-CN": "听众" }, [
    {
      en: "Ask the broker for a queue of your own, and bind it. Read aloud what comes. When you leave, your queue leaves with you.",
      "zh-CN": "向 broker 要一个自己的队列并绑定。念出收到的内容。你离开时，队列跟着消失。",
    },
    { en: "My bindings: ______________________", "zh-CN": "我的绑定：______________________" },
  ]),
  role({ en: "Book-keeper", "zh-CN": "记账人" }, [
    {
      en: "Tick each message that is done, and how often. Shout when one is missing, or done twice.",
      "zh-CN": "每条做完的消息打勾，记下次数。少了一条或做了两次，就喊出来。",
    },
    { en: "done: ______  lost: ______  twice: ______", "zh-CN": "完成：______  丢失：______  两次：______" },
  ]),
];

const KEYS: readonly (readonly [key: string, body: string])[] = [
  ["order.placed.normal", "4711 .."],
  ["order.placed.vip", "4712 ..."],
  ["order.paid.normal", "4711 ."],
  ["order.paid.vip", "4712 .."],
  ["stock.low.normal", "7: 3 ."],
  ["stock.booked.normal", "4711 ...."],
  ["payment.failed.vip", "4712 ."],
  ["payment.failed.normal", "4713 .."],
  ["text.sent.normal", "4711 ."],
  ["text.sent.vip", "4712 ."],
  ["order.cancelled.normal", "4713 ."],
  ["stock.empty.normal", "9: 0 .."],
  ["order.placed.normal", "4714 ....."],
  ["order.placed.normal", "4715 ."],
  ["payment.refunded.vip", "4712 ..."],
  ["order", "?"],
];

const EVENTS: readonly Card[] = [
  event(
    { en: "A worker dies", "zh-CN": "一个 worker 死了" },
    {
      en: "The worker who holds most tasks leaves the room at once, without a word. What does the queue do?",
      "zh-CN": "手里任务最多的 worker 立刻离开教室，一言不发。队列怎么办？",
    },
  ),
  event(
    { en: "The broker restarts", "zh-CN": "broker 重启" },
    {
      en: "All messages without the mark 'persistent' go to the floor. All queues that are not durable go, too.",
      "zh-CN": "没有“持久”标记的消息都掉到地上。不持久的队列也都消失。",
    },
  ),
  event(
    { en: "A new worker", "zh-CN": "来了新 worker" },
    {
      en: "Somebody joins the longest queue as a second worker. Count how long the row is a minute later.",
      "zh-CN": "有人加入最长的队列做第二个 worker。一分钟后再数队有多长。",
    },
  ),
  event(
    { en: "A poisonous task", "zh-CN": "有毒的任务" },
    {
      en: "Whoever gets the next task can't do it. Play it with 'reject, put back', then with 'reject, drop'.",
      "zh-CN": "拿到下一个任务的人做不了。先按“拒绝并放回”玩，再按“拒绝并丢弃”玩。",
    },
  ),
  event(
    { en: "A listener comes late", "zh-CN": "听众来晚了" },
    {
      en: "A new listener asks for a queue and binds it. Which of the messages so far does it hear?",
      "zh-CN": "新来的听众要了队列并绑定。之前的消息它能听到哪些？",
    },
  ),
  event(
    { en: "The line is cut", "zh-CN": "线断了" },
    {
      en: "The producer's last message may have arrived or not: nobody said 'confirmed'. What does the producer do?",
      "zh-CN": "生产者的最后一条可能到了，也可能没到：没人说“已确认”。生产者怎么办？",
    },
  ),
  event(
    { en: "Ack first", "zh-CN": "先确认" },
    {
      en: "For one minute, workers say 'ack' as soon as they get a task. Then draw 'A worker dies'.",
      "zh-CN": "一分钟之内，worker 一拿到任务就说“ack”。然后抽“一个 worker 死了”。",
    },
  ),
  event(
    { en: "No limit", "zh-CN": "没有上限" },
    {
      en: "For one minute, the queue deals out all it has, by turns, whether hands are free or not.",
      "zh-CN": "一分钟之内，队列把所有消息轮流发光，不管谁手里空着。",
    },
  ),
];

const STAMPS: readonly Card[] = [
  stamp(verbatim("ack"), { en: "Done. Tear up your note.", "zh-CN": "做完了。撕掉记录。" }),
  stamp(verbatim("ack"), { en: "Done. Tear up your note.", "zh-CN": "做完了。撕掉记录。" }),
  stamp(
    { en: "reject, put back", "zh-CN": "拒绝并放回" },
    { en: "Not now. Back to the head of the row.", "zh-CN": "现在不行。放回队首。" },
  ),
  stamp(
    { en: "reject, drop", "zh-CN": "拒绝并丢弃" },
    { en: "Never. To the floor, or to the dead letters.", "zh-CN": "永远不行。扔到地上，或送进死信。" },
  ),
  stamp(
    { en: "redelivered", "zh-CN": "重新投递" },
    { en: "Somebody may have begun this one.", "zh-CN": "可能有人开始做过。" },
  ),
  stamp(
    { en: "persistent", "zh-CN": "持久" },
    { en: "Survives a restart, in a durable queue.", "zh-CN": "在持久队列里，重启之后还在。" },
  ),
  stamp(
    { en: "confirmed", "zh-CN": "已确认" },
    { en: "The broker has it. The producer may go.", "zh-CN": "broker 已收下。生产者可以走了。" },
  ),
  stamp(
    { en: "dead letters", "zh-CN": "死信" },
    { en: "Lay here what nobody could do.", "zh-CN": "没人做得了的放在这里。" },
  ),
];

const RULES: readonly { readonly id: string; readonly title: Text; readonly steps: readonly Text[] }[] = [
  {
    id: "prepare",
    title: { en: "You need", "zh-CN": "需要" },
    steps: [
      {
        en: "6 to 12 people, one table, the cards cut out, a pencil each, 25 minutes.",
        "zh-CN": "6 到 12 人，一张桌子，剪好的卡片，每人一支铅笔，25 分钟。",
      },
      {
        en: "One person is the exchange, one or two are queues, the others workers or listeners, one producer, one book-keeper.",
        "zh-CN": "一人当交换机，一两人当队列，其余当 worker 或听众，一个生产者，一个记账人。",
      },
      {
        en: "A message that goes to two queues is copied: write its key and body on a slip of paper.",
        "zh-CN": "要送到两个队列的消息就抄一份：把键和内容写在纸条上。",
      },
    ],
  },
  {
    id: "round-1",
    title: { en: "Round 1: one queue (lessons 1 and 2)", "zh-CN": "第一轮：一个队列（第 1、2 课）" },
    steps: [
      {
        en: "One queue, two workers, no limit. Publish eight messages. Who is idle, who has a pile?",
        "zh-CN": "一个队列，两个 worker，没有上限。发布八条消息。谁闲着，谁堆着一摞？",
      },
      { en: "Again with prefetch 1. What has changed?", "zh-CN": "预取设为 1 再来一次。有什么变化？" },
      {
        en: "Draw the event 'A worker dies', once with ack after the work and once with ack first. The book-keeper reports.",
        "zh-CN": "抽事件“一个 worker 死了”：一次做完才确认，一次先确认。记账人报告。",
      },
      { en: "Draw 'The broker restarts'. Which messages are still there?", "zh-CN": "抽“broker 重启”。哪些消息还在？" },
    ],
  },
  {
    id: "round-2",
    title: { en: "Round 2: news (lesson 3)", "zh-CN": "第二轮：新闻（第 3 课）" },
    steps: [
      {
        en: "The exchange is fanout. Each listener has a queue. One comes late, one leaves.",
        "zh-CN": "交换机是 fanout。每个听众一个队列。一个来晚了，一个离开了。",
      },
      {
        en: "Now two listeners share one queue. What does each of them hear?",
        "zh-CN": "现在两个听众共用一个队列。各自听到什么？",
      },
    ],
  },
  {
    id: "round-3",
    title: { en: "Round 3: choosing (lessons 4 and 5)", "zh-CN": "第三轮：挑选（第 4、5 课）" },
    steps: [
      {
        en: "The exchange is direct: each queue writes down whole keys. Then topic: patterns with * and #.",
        "zh-CN": "交换机是 direct：每个队列写下完整的键。再换成 topic：带 * 和 # 的模式。",
      },
      {
        en: "One queue takes two patterns that overlap. How many copies does it get?",
        "zh-CN": "一个队列用两个重叠的模式。它得到几份？",
      },
    ],
  },
  {
    id: "end",
    title: { en: "At the end, ask", "zh-CN": "最后问一问" },
    steps: [
      { en: "Who knew of a message that was lost? Who could have known?", "zh-CN": "消息丢了，谁知道？谁本可以知道？" },
      {
        en: "Which task was done twice, and what would the customer have seen?",
        "zh-CN": "哪个任务做了两次？顾客会看到什么？",
      },
      {
        en: "What did the producer need to know about the workers? (Nothing.)",
        "zh-CN": "生产者需要知道 worker 的什么？（什么也不需要。）",
      },
    ],
  },
];

export function cardPages(): readonly Page[] {
  const messages = KEYS.map(([key, body], index): Card => ({
    kind: MESSAGE,
    title: verbatim(key),
    lines: [verbatim(body), { en: "persistent?  ☐ yes  ☐ no", "zh-CN": "持久？  ☐ 是  ☐ 否" }],
    foot: { en: `message ${index + 1} · done: ☐  again: ☐`, "zh-CN": `消息 ${index + 1} · 完成：☐  又一次：☐` },
  }));
  const cards = [...ROLES, ...messages, ...EVENTS, ...STAMPS];
  return [
    {
      name: "cards-rules",
      kind: "sheet",
      title: { en: "Play a broker: rules", "zh-CN": "扮演 broker：规则" },
      body: rulesBody,
    },
    {
      name: "cards",
      kind: "cards",
      title: { en: "Play a broker: cards", "zh-CN": "扮演 broker：卡片" },
      body: (language) =>
        html`<main>
          <h1 class="screen" id="cards">
            ${say({ en: "Play a broker: cards to cut out", "zh-CN": "扮演 broker：剪下来的卡片" }, language)}
          </h1>
          ${pagesOf(cards).map((page) => html`<section class="deck">${page.map((card) => cardHtml(card, language))}</section> `)}
        </main>`,
    },
  ];
}

function rulesBody(language: Language): Html {
  return html`<main>
    <h1 id="rules">${say({ en: "Play a broker, without computers", "zh-CN": "不用电脑，扮演 broker" }, language)}</h1>
    <p>
      ${say(
        {
          en: "Everybody is a part of a message broker, or a program beside it. Messages are cards that go from hand to hand. Nobody says more than the role allows: that is what makes it hard, and what it teaches.",
          "zh-CN":
            "每个人都是消息 broker 的一部分，或者它旁边的一个程序。消息是手手相传的卡片。谁都只能说角色允许的话：难就难在这里，要学的也在这里。",
        },
        language,
      )}
    </p>
    ${RULES.map(
      ({ id, title, steps }) =>
        html`<h2 id="${id}">${say(title, language)}</h2>
          <ol>
            ${steps.map((step) => html`<li>${say(step, language)}</li> `)}
          </ol> `,
    )}
  </main>`;
}

function pagesOf(cards: readonly Card[]): readonly (readonly Card[])[] {
  return Array.from({ length: Math.ceil(cards.length / CARDS_A_PAGE) }, (_, page) =>
    cards.slice(page * CARDS_A_PAGE, (page + 1) * CARDS_A_PAGE),
  );
}

function cardHtml({ kind, title, lines, foot }: Card, language: Language): Html {
  const words = say(title, language);
  return html`<article class="card">
    <span class="kind">${say(kind, language)}</span>
    <h3>${kind === MESSAGE ? html`<code>${words}</code>` : words}</h3>
    ${lines.map((line) => html`<p>${say(line, language)}</p> `)}${foot === undefined ? raw("") : html`<p class="foot">${say(foot, language)}</p>`}
  </article>`;
}

function role(title: Text, lines: readonly Text[], foot?: Text): Card {
  return { kind: ROLE, title, lines, ...(foot === undefined ? {} : { foot }) };
}

function event(title: Text, line: Text): Card {
  return { kind: EVENT, title, lines: [line] };
}

function stamp(title: Text, line: Text): Card {
  return { kind: STAMP, title, lines: [line] };
}
