/** Names, and attributes in two languages, as HTML. All other words are the reports' business (report/html/escape.ts). */
import { escapeHtml } from "../../report/html/escape.ts";
import type { Text } from "../../text.ts";

/** A name, kept from changing the direction of what stands around it. */
export function nameHtml(name: string): string {
  return `<bdi>${escapeHtml(name)}</bdi>`;
}

/** For attributes, which can hold only one text. */
export function attribute(text: Text): string {
  return escapeHtml(text.en === text["zh-CN"] ? text.en : `${text.en} · ${text["zh-CN"]}`);
}
