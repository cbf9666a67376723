/** A lesson's README as a page: prose in one language, code from the lesson's files, its topology drawn. */
import { readHandout } from "../course/markdown.ts";
import type { Lesson } from "../lesson.ts";
import { type Language, say } from "../text.ts";
import { html, type Html, raw } from "./html.ts";
import type { Page } from "./page.ts";
import { Addresses, addressList, headingId, renderProse } from "./prose.ts";
import { texts } from "./texts.ts";
import { topologySvg } from "./topology-svg.ts";

export interface LessonSources {
  readonly lesson: Lesson;
  readonly readme: Readonly<Record<Language, string>>;
  /** Text of a file by its path below the lesson's folder. @throws Error where there is none */
  readonly file: (path: string) => string;
}

export function lessonPageName(number: number): string {
  return `lesson-${number}`;
}

export function lessonPage(sources: LessonSources, lessons: readonly LessonSources[]): Page {
  const { lesson } = sources;
  return {
    name: lessonPageName(lesson.number),
    kind: "text",
    title: {
      en: `Lesson ${lesson.number}: ${lesson.title.en}`,
      "zh-CN": `第 ${lesson.number} 课：${lesson.title["zh-CN"]}`,
    },
    body: (language) =>
      html`<main>
        <p class="top paper">
          <span>${say(texts.course, language)}</span>
          <span>${say(texts.lessonOf(lesson.number, lessons.length), language)}</span>
        </p>
        ${lessonBody(sources, language, (number) => `${lessonPageName(number)}.html`)}
      </main>`,
  };
}

/**
 * @param pageOf where another lesson's handout is
 * @param prefix of the headings' ids, where several lessons stand in one document
 */
export function lessonBody(
  sources: LessonSources,
  language: Language,
  pageOf: (lesson: number) => string,
  prefix = "",
): Html {
  const { readme, lesson, file } = sources;
  const addresses = new Addresses();
  const prose = renderProse({
    markdown: readme[language],
    headingIds: headingIds(readme.en).map((id) => `${prefix}${id}`),
    file,
    picture: (name) => {
      if (name !== "topology.svg") throw new Error(`${lesson.folder} has no picture ${name}`);
      return raw(topologySvg(lesson));
    },
    page: (path) => {
      const number = /^\.\.\/0*(\d+)-[a-z0-9-]+\/README(?:\.zh-CN)?\.md$/.exec(path)?.[1];
      return number === undefined ? undefined : pageOf(Number(number));
    },
    addresses,
  });
  return html`${prose}${addressList(say(texts.addresses, language), addresses)}`;
}

/** English titles name the headings in both languages. */
export function headingIds(english: string): readonly string[] {
  const seen = new Map<string, number>();
  return readHandout(english).headings.map(({ title }) => {
    const id = headingId(title);
    const count = (seen.get(id) ?? 0) + 1;
    seen.set(id, count);
    return count === 1 ? id : `${id}-${count}`;
  });
}
