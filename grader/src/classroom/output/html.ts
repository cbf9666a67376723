/** Words and names as HTML: nothing of a submission becomes markup, and every word of ours is there in both languages. */
import { LANGUAGES, type Text } from "../../text.ts";

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

export function escapeHtml(text: string): string {
  return (
    text
      // oxlint-disable-next-line no-control-regex -- control characters and marks that turn the direction of reading are what is taken out
      .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu, "�")
      .replace(/[&<>"']/gu, (character) => ENTITIES[character] ?? character)
  );
}

/** A name, kept from changing the direction of what stands around it. */
export function nameHtml(name: string): string {
  return `<bdi>${escapeHtml(name)}</bdi>`;
}

/** Both languages; the style shows the reader's. */
export function both(text: Text): string {
  return LANGUAGES.map((language) => `<span lang="${language}">${escapeHtml(text[language])}</span>`).join("");
}

/** For attributes, which can hold only one text. */
export function attribute(text: Text): string {
  return escapeHtml(text.en === text["zh-CN"] ? text.en : `${text.en} · ${text["zh-CN"]}`);
}
