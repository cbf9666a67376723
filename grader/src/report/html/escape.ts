/** Words as HTML: nothing of a submission becomes markup, and every word of ours is there in both languages, of which the style shows one. */
import { escapeHtml as escapeMarkup } from "../../escape-html.ts";
import { LANGUAGES, type Text } from "../../text.ts";
import { escapeForTerminal, escapeToLine } from "../escape.ts";

/** Nothing in it acts on whoever reads, either. */
export function escapeHtml(words: string): string {
  return escapeMarkup(escapeForTerminal(words)).replace(/\p{Surrogate}/gu, "\ufffd");
}

/** The same on one line. */
export function escapeHtmlLine(words: string): string {
  return escapeHtml(escapeToLine(words));
}

/** Both languages, each marked as what it is; code in backticks is set as code. */
export function both(text: Text): string {
  return inEach((language) => escapeHtml(text[language]).replace(/`([^`\n]+)`/g, "<code>$1</code>"));
}

/** Both languages as one line of SVG text. */
export function bothInSvg(text: Text): string {
  return LANGUAGES.map((language) => `<tspan lang="${language}">${escapeHtmlLine(text[language])}</tspan>`).join("");
}

function inEach(shown: (language: (typeof LANGUAGES)[number]) => string): string {
  return LANGUAGES.map((language) => `<span lang="${language}">${shown(language)}</span>`).join("");
}
