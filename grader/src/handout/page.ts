/** One HTML file that stands by itself: style, language, links to its neighbours and to itself in the other language. */
import { type Language, LANGUAGES, say, type Text } from "../text.ts";
import { html, type Html, raw } from "./html.ts";
import { pageRule, STYLE } from "./style.ts";
import { texts } from "./texts.ts";

export type PageKind = "text" | "sheet" | "cards";

export interface Page {
  /** Name of its files, without language and ending: `lesson-2`. */
  readonly name: string;
  readonly kind: PageKind;
  readonly title: Text;
  readonly body: (language: Language) => Html;
}

export function renderPage(page: Page, language: Language): string {
  const title = say(page.title, language);
  const course = say(texts.course, language);
  const others = LANGUAGES.filter((other) => other !== language);
  const document = html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · ${course}</title>
        <style>
          ${raw(`${STYLE}${pageRule(`${course} · ${title}`, page.kind)}`)}
        </style>
      </head>
      <body class="${page.kind} ${page.name}">
        <header class="top screen">
          <span>${course}</span>
          <nav>
            <a href="../index.html">${say(texts.allHandouts, language)}</a>${others.map(
              (other) => html`<a href="../${other}/${page.name}.html" lang="${other}">${LANGUAGE_NAMES[other]}</a>`,
            )}
          </nav>
        </header>
        ${page.body(language)}
      </body>
    </html> `;
  return document.html;
}

export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { en: "English", "zh-CN": "中文" };
