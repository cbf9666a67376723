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
