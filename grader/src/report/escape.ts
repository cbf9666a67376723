/**
 * Makes words that come from a submission safe to show: nothing of it may move the cursor, change colours or turn the
 * direction of reading. Owns the escaping for terminals and for JSON that is read in one.
 */

// Control characters (C0 without line feed, DEL, C1), line and paragraph separators, marks that turn the direction of reading, the byte order mark.
// oxlint-disable-next-line no-control-regex -- finding control characters is what it is for
const DANGEROUS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu;

const TAB = "    ";

/** Text for a terminal: line feeds stay, a tab becomes spaces, everything that would act is shown as `\x1b` or `\u202e`. */
export function escapeForTerminal(text: string): string {
  return text
    .replaceAll("\r\n", "\n")
    .replace(DANGEROUS, (character) => (character === "\t" ? TAB : escaped(character)));
}

/** The same on one line. */
export function escapeToLine(text: string): string {
  return escapeForTerminal(text).replaceAll("\n", String.raw`\n`);
}

/** JSON.stringify leaves DEL, C1 and the marks of direction as they are; written as `\u009b` they mean the same and do nothing. */
export function escapeJson(json: string): string {
  return json.replace(DANGEROUS, (character) => `\\u${hexadecimal(character, 4)}`);
}

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code > 0xff ? `\\u${hexadecimal(character, 4)}` : `\\x${hexadecimal(character, 2)}`;
}

function hexadecimal(character: string, digits: number): string {
  return (character.codePointAt(0) ?? 0).toString(16).padStart(digits, "0");
}
