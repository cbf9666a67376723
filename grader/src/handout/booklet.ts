/**
 * All lessons in one document: a cover, contents with the numbers of pages, and each lesson from a page of its own. The numbers
 * differ from paper to paper: whoever prints measures the parts and gives them in.
 */
import { type Language, say } from "../text.ts";
import { html, type Html } from "./html.ts";
import { type LessonSources, lessonBody } from "./lesson-page.ts";
import type { Page } from "./page.ts";
import { texts } from "./texts.ts";

/** Ids of the parts in their order; each begins on a new page. */
export function bookletParts(lessons: readonly LessonSources[]): readonly string[] {
  return ["front", ...lessons.map(({ lesson }) => partId(lesson.number))];
}

export function bookletPage(lessons: readonly LessonSources[]): Page {
  return {
    name: "booklet",
    kind: "text",
    title: texts.booklet,
    body: (language) =>
      html`<main>
        <section class="part front" id="front">
          <h1 id="title">${say(texts.course, language)}</h1>
          <p>${say(texts.bookletSubtitle, language)}</p>
          <h2 id="contents">${say(texts.contents, language)}</h2>
          <ol class="contents">
            ${lessons.map((one) => contentsLine(one, language))}
          </ol>
        </section>
        ${lessons.map(
          (one) =>
            html`<section class="part new-page" id="${partId(one.lesson.number)}">
              ${lessonBody(one, language, (number) => `#${partId(number)}`, `${partId(one.lesson.number)}-`)}
            </section> `,
        )}
      </main>`,
  };
}

function contentsLine({ lesson, readme }: LessonSources, language: Language): Html {
  const part = partId(lesson.number);
  const subtitle = lesson.programs.map(({ name }) => name).join(", ");
  return html`<li value="${lesson.number}">
    <a href="#${part}"><span>${titleOf(readme[language])}</span> <code>${subtitle}</code></a
    ><span class="paper" data-page-of="${part}"></span>
  </li> `;
}

function titleOf(markdown: string): string {
  return (/^# (.*)$/m.exec(markdown)?.[1] ?? "").replace(/^[^:：]*[:：]\s*/, "");
}

function partId(lesson: number): string {
  return `lesson-${lesson}`;
}
