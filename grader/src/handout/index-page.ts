/** The list of all handouts, in both languages side by side. */
import { type Language, LANGUAGES, say, type Text } from "../text.ts";
import { PAPERS } from "./browser.ts";
import { html, type Html, raw } from "./html.ts";
import { type Page } from "./page.ts";
import { pageRule, STYLE } from "./style.ts";
import { texts } from "./texts.ts";

export interface IndexEntry {
  readonly page: Page;
  readonly audience: "learner" | "teacher";
}

export function renderIndex(entries: readonly IndexEntry[], withPdf: boolean): string {
  const groups = (["learner", "teacher"] as const).flatMap((audience) => {
    const pages = entries.filter((entry) => entry.audience === audience).map(({ page }) => page);
    return pages.length === 0 ? [] : [{ title: GROUP_TITLES[audience], pages }];
  });
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${texts.handouts.en} · ${texts.course.en}</title>
        <style>
          ${raw(`${STYLE}${pageRule(texts.handouts.en, "text")}`)}
        </style>
      </head>
      <body class="index">
        ${LANGUAGES.map(
          (language) =>
            html`<section lang="${language}">
              <h1>${say(texts.course, language)}: ${say(texts.handouts, language)}</h1>
              ${groups.map(
                ({ title, pages }) =>
                  html`<h2>${say(title, language)}</h2>
                    <ul>
                      ${pages.map((page) => entryLine(page, language, withPdf))}
                    </ul> `,
              )}
            </section> `,
        )}
      </body>
    </html> `.html;
}

const GROUP_TITLES: Readonly<Record<IndexEntry["audience"], Text>> = {
  learner: texts.forLearners,
  teacher: texts.forTeachers,
};

function entryLine(page: Page, language: Language, withPdf: boolean): Html {
  const pdfs = withPdf
    ? PAPERS.map((paper) => html` · <a href="${language}/${page.name}.${paper}.pdf">PDF ${PAPER_NAMES[paper]}</a>`)
    : undefined;
  return html`<li><a href="${language}/${page.name}.html">${say(page.title, language)}</a>${pdfs}</li> `;
}

const PAPER_NAMES = { a4: "A4", letter: "Letter" } as const;
