/**
 * A README as a handout's body: Markdown to HTML, code from the files, pictures drawn in place, and a number at each link
 * whose address stands at the end, since paper can't be clicked. Owns no page around it.
 */
import { Marked } from "marked";
import { excerpt, excerptBlock, codeBlock } from "./code.ts";
import { escapeHtml } from "../escape-html.ts";
import { html, type Html, raw } from "./html.ts";

export interface ProseSources {
  readonly markdown: string;
  /** Ids of the headings in their order: the same in every language. */
  readonly headingIds: readonly string[];
  /** Text of a file that a snippet names. @throws Error where there is none */
  readonly file: (path: string) => string;
  /** The picture of this name, drawn. @throws Error where there is none */
  readonly picture: (name: string) => Html;
  /** Where a link to another file of the repository leads in the handouts; undefined where paper does not have it. */
  readonly page: (path: string) => string | undefined;
  /** Numbers of links go on from here. */
  readonly addresses?: Addresses;
}

/** Addresses of links in the order of their numbers, each once. */
export class Addresses {
  readonly #urls: string[] = [];

  numberOf(url: string): number {
    const known = this.#urls.indexOf(url);
    return known === -1 ? this.#urls.push(url) : known + 1;
  }

  get urls(): readonly string[] {
    return this.#urls;
  }
}

export function renderProse(sources: ProseSources): Html {
  const ids = [...sources.headingIds];
  const addresses = sources.addresses ?? new Addresses();
  const marked = new Marked({
    gfm: true,
    renderer: {
      heading({ tokens, depth }) {
        const id = ids.shift();
        if (id === undefined) throw new Error("there are more headings than ids");
        return `<h${depth} id="${escapeHtml(id)}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
      },
      code({ text, lang = "" }) {
        const [language = "", file] = lang.split(/\s+/);
        if (file === undefined) return `${codeBlock(text, language).html}\n`;
        return `${excerptBlock(excerpt(file, sources.file(file), text)).html}\n`;
      },
      // A picture by itself is a figure, which may stand in no paragraph.
      paragraph({ tokens }) {
        const words = this.parser.parseInline(tokens);
        return tokens.every(({ type }) => type === "image") ? `${words}\n` : `<p>${words}</p>\n`;
      },
      image({ href, text }) {
        return html`<figure class="picture">
          ${sources.picture(href)}
          <figcaption>${text}</figcaption>
        </figure>`.html;
      },
      link({ href, tokens }) {
        const words = this.parser.parseInline(tokens);
        if (/^https?:\/\//.test(href))
          return `<a href="${escapeHtml(href)}">${words}</a><sup class="paper">${addresses.numberOf(href)}</sup>`;
        const page = sources.page(href);
        return page === undefined ? words : `<a href="${escapeHtml(page)}">${words}</a>`;
      },
    },
  });
  const body = marked.parse(sources.markdown, { async: false });
  // Wide tables are scrolled on a phone, and only they.
  return raw(body.replaceAll("<table>", '<div class="wide"><table>').replaceAll("</table>", "</table></div>"));
}

/** The numbered addresses, for paper alone. */
export function addressList(title: string, addresses: Addresses): Html {
  if (addresses.urls.length === 0) return raw("");
  return html`<section class="addresses paper">
    <p class="label">${title}</p>
    <ol>
      ${addresses.urls.map((url) => html`<li>${url.replace(/^https:\/\/(www\.)?/, "")}</li> `)}
    </ol>
  </section>`;
}

/** An id from English words: `## What you need not do` becomes `what-you-need-not-do`. */
export function headingId(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number}]+/gu, "-")
    .replace(/^-|-$/g, "");
}
