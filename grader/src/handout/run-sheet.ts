/** The teacher's run-sheet: for each lesson a page with minutes, usual wrong turns with the question to ask, what to draw. */
import { type Language, say, type Text } from "../text.ts";
import { html, type Html, raw, sentence } from "./html.ts";
import type { Page } from "./page.ts";
import type { LessonTeaching } from "./teaching.ts";
import { topologySvg } from "./topology-svg.ts";

export function runSheetPage(lessons: readonly LessonTeaching[]): Page {
  return {
    name: "run-sheet",
    kind: "sheet",
    title: { en: "Run-sheet for the teacher", "zh-CN": "教师流程表" },
    body: (language) =>
      html`<main>
        <section>
          <h1 id="run-sheet">${say({ en: "Run-sheet for the teacher", "zh-CN": "教师流程表" }, language)}</h1>
          ${overview(lessons, language)}
          <h2 id="before">${say({ en: "Before they come", "zh-CN": "课前" }, language)}</h2>
          <ul>
            ${BEFORE.map((one) => html`<li>${sentence(say(one, language))}</li> `)}
          </ul>
          <h2 id="manner">${say({ en: "How to help", "zh-CN": "怎样帮忙" }, language)}</h2>
          <ul>
            ${MANNER.map((one) => html`<li>${sentence(say(one, language))}</li> `)}
          </ul>
        </section>
        ${lessons.map((one) => lessonSheet(one, language))}
      </main>`,
  };
}

const BEFORE: readonly Text[] = [
  {
    en: "On every machine: Node 20.19 or newer, the student pack unpacked, `npm run lesson 1` typed once while the network is good (it installs what is missing; after that no network is needed).",
    "zh-CN":
      "每台机器：Node 20.19 以上，解压好学员包，趁网络好时先运行一次 `npm run lesson 1`（它会安装缺少的依赖；之后不再需要网络）。",
  },
  {
    en: "On the wall: the two cheat sheets of the day. On the tables: the handout of the lesson, one for two.",
    "zh-CN": "墙上：当天的两张速查表。桌上：本课讲义，两人一份。",
  },
  {
    en: "Without computers, or as a beginning: the paper cards, 25 minutes.",
    "zh-CN": "没有电脑，或用来开场：纸牌游戏，25 分钟。",
  },
];

const MANNER: readonly Text[] = [
  {
    en: "Ask the question of the table, wait, and ask for the frames: `npm run lesson N wire`. They show what happened; the code shows what was meant.",
    "zh-CN": "先问表里的问题，等一等，再请对方看帧：`npm run lesson N wire`。帧说明发生了什么，代码只说明想做什么。",
  },
  {
    en: "The grader has three hints for each lost point (`npm run lesson N hint`): a question, a pointer, code. Let them take one, talk, take the next.",
    "zh-CN": "每处失分有三条提示（`npm run lesson N hint`）：一个问题、一个方向、一段代码。看一条，讨论，再看下一条。",
  },
  {
    en: "Who is done early: `diff` against the solution, then the part 'What goes wrong in real life' told to a neighbour.",
    "zh-CN": "先做完的：用 `diff` 与参考答案比较，再把“真实世界里会出什么问题”讲给邻座听。",
  },
];

function overview(lessons: readonly LessonTeaching[], language: Language): Html {
  return html`<div class="wide">
    <table class="short">
      <thead>
        <tr>
          <th>${say({ en: "lesson", "zh-CN": "课" }, language)}</th>
          <th>${say({ en: "minutes", "zh-CN": "分钟" }, language)}</th>
          <th>${say({ en: "programs", "zh-CN": "程序" }, language)}</th>
        </tr>
      </thead>
      <tbody>
        ${lessons.map(
          (one) =>
            html`<tr>
              <td>${one.lesson.number} ${say(one.lesson.title, language)}</td>
              <td>${minutesOf(one)}</td>
              <td>${one.lesson.programs.map(({ name }) => html`<code>${name}</code> `)}</td>
            </tr> `,
        )}
        <tr>
          <th>${say({ en: "course", "zh-CN": "全部" }, language)}</th>
          <th>${lessons.reduce((sum, one) => sum + minutesOf(one), 0)}</th>
          <th></th>
        </tr>
      </tbody>
    </table>
  </div>`;
}

function lessonSheet(one: LessonTeaching, language: Language): Html {
  const { lesson, teaching, wrongTurns } = one;
  const id = `lesson-${lesson.number}`;
  return html`<section class="new-page">
    <h1 id="${id}">
      ${lesson.number} ${say(lesson.title, language)} · ${minutesOf(one)}
      ${say({ en: "minutes", "zh-CN": "分钟" }, language)}
    </h1>
    <div class="wide">
      <table class="minutes">
        <thead>
          <tr>
            <th>${say({ en: "minutes", "zh-CN": "分钟" }, language)}</th>
            <th>${say({ en: "what", "zh-CN": "内容" }, language)}</th>
          </tr>
        </thead>
        <tbody>
          ${teaching.parts.map(
            ({ minutes, what }) =>
              html`<tr>
                <td>${minutes}</td>
                <td>${sentence(say(what, language))}</td>
              </tr> `,
          )}
        </tbody>
      </table>
    </div>
    <h2 id="${id}-draw">${say({ en: "What to draw", "zh-CN": "画什么" }, language)}</h2>
    <div class="board">
      <figure class="picture">${raw(topologySvg(lesson))}</figure>
      <ol>
        ${teaching.draw.map((step) => html`<li>${sentence(say(step, language))}</li> `)}
      </ol>
    </div>
    <h2 id="${id}-wrong-turns">
      ${say({ en: "The usual wrong turns, and what to ask", "zh-CN": "常见的弯路，以及该问什么" }, language)}
    </h2>
    <div class="wide">
      <table>
        <thead>
          <tr>
            <th>${say({ en: "what they do", "zh-CN": "他们怎么做" }, language)}</th>
            <th>${say({ en: "what to ask", "zh-CN": "问什么" }, language)}</th>
            <th>${say({ en: "what it costs", "zh-CN": "失去什么" }, language)}</th>
          </tr>
        </thead>
        <tbody>
          ${wrongTurns.map(
            ({ title, question, criterion }) =>
              html`<tr>
                <td>${sentence(say(title, language))}</td>
                <td>${sentence(say(question, language))}</td>
                <td><code>${criterion}</code></td>
              </tr> `,
          )}
        </tbody>
      </table>
    </div>
  </section> `;
}

function minutesOf({ teaching }: LessonTeaching): number {
  return teaching.parts.reduce((sum, { minutes }) => sum + minutes, 0);
}
