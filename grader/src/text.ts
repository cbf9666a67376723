/**
 * Every text that a person reads, in every language that the course speaks.
 * A text that lacks a language does not compile. Owns no wording of its own.
 */

export const LANGUAGES = ["en", "zh-CN"] as const;
export type Language = (typeof LANGUAGES)[number];

/** One thing said, in each language. */
export type Text = Readonly<Record<Language, string>>;

/** Picks the words for one reader. */
export function say(text: Text, language: Language): string {
  return text[language];
}

/** Joins texts sentence by sentence, each language by its own rule (Chinese sentences have no space between them). */
export function join(...texts: readonly Text[]): Text {
  return {
    en: texts.map((text) => text.en).join(" "),
    "zh-CN": texts.map((text) => text["zh-CN"]).join(""),
  };
}

/** A text that is the same in every language: a name, a key, a body. */
export function verbatim(words: string): Text {
  return { en: words, "zh-CN": words };
}

/**
 * Joins Chinese words with what follows, with a space between them where a Latin word or a quoted one meets a Chinese one.
 * For values that begin or end with either.
 */
export function apart(...parts: readonly string[]): string {
  return parts.reduce((before, after) => (needsSpace(before, after) ? `${before} ${after}` : `${before}${after}`), "");
}

const ENDS_CHINESE = /\p{Script=Han}$/u;
const BEGINS_CHINESE = /^\p{Script=Han}/u;
const ENDS_LATIN = /[\p{Script=Latin}\d'"`]$/u;
const BEGINS_LATIN = /^[\p{Script=Latin}\d'"`]/u;

function needsSpace(before: string, after: string): boolean {
  return (
    (ENDS_CHINESE.test(before) && BEGINS_LATIN.test(after)) || (ENDS_LATIN.test(before) && BEGINS_CHINESE.test(after))
  );
}
