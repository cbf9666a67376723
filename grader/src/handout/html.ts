/** HTML put together from pieces, in which every text is escaped unless it is HTML already. Knows no page. */
import { escapeHtml } from "../escape-html.ts";

export interface Html {
  readonly html: string;
}

type Piece = Html | string | number | readonly Html[] | undefined;

/** `` html`<p>${words}</p>` ``: words are escaped, pieces of HTML are not. */
export function html(strings: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  return raw(strings.reduce((before, text, index) => `${before}${shown(pieces[index - 1])}${text}`));
}

/** What is HTML already. */
export function raw(text: string): Html {
  return { html: text };
}

/** A sentence in which code stands in backticks. */
export function sentence(text: string): Html {
  return raw(escapeHtml(text).replace(/`([^`]+)`/g, "<code>$1</code>"));
}

function shown(piece: Piece): string {
  if (piece === undefined) return "";
  if (typeof piece === "string") return escapeHtml(piece);
  if (typeof piece === "number") return String(piece);
  if ("html" in piece) return piece.html;
  return piece.map((one) => one.html).join("");
}
