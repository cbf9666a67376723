/** Text in columns: breaking, padding and cutting by what a terminal shows, where a Chinese character is two columns wide. Knows no colour. */
import stringWidth from "string-width";

/** Written without spaces, so that a line may break between any two of them. */
const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff00-\uffef]/u;
/** May not begin a line. */
const CLOSING = /^[，。；：、！？）》」』】”’…,.;:!?)\]}]$/u;
/** May not end one. */
const OPENING = /^[（《「『【“‘([{]$/u;

export function width(text: string): number {
  return stringWidth(text);
}

/** Lines of at most so many columns. Line feeds stay, and what begins with spaces goes on under them. */
export function wrap(text: string, columns: number): string[] {
  return text.split("\n").flatMap((line) => wrapLine(line.trimEnd(), Math.max(columns, 10)));
}

export function padEnd(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - width(text)));
}

export function padStart(text: string, columns: number): string {
  return " ".repeat(Math.max(0, columns - width(text))) + text;
}

/** At most so many columns, with `…` where something is missing. */
export function cut(text: string, columns: number): string {
  if (width(text) <= columns) return text;
  return `${takeColumns(text, columns - 1)[0]}…`;
}

function wrapLine(line: string, columns: number): string[] {
  if (width(line) <= columns) return [line];
  const indent = (/^ */.exec(line)?.[0] ?? "").slice(0, columns >> 1);
  const lines: string[] = [];
  let current = indent;
  for (const piece of pieces(line.trimStart())) {
    if (width(current + piece.trimEnd()) <= columns) {
      current += piece;
      continue;
    }
    if (current.trim() !== "") lines.push(current.trimEnd());
    current = indent;
    let rest = piece;
    while (width(indent + rest.trimEnd()) > columns) {
      const [head, tail] = takeColumns(rest, columns - width(indent));
      lines.push(indent + head);
      rest = tail;
    }
    current += rest;
  }
  if (current.trim() !== "") lines.push(current.trimEnd());
  return lines;
}

/** What may not be torn apart: a word with the space after it, a Chinese character with the marks that belong to it. */
function pieces(line: string): string[] {
  const found: string[] = [];
  let current = "";
  let previous = "";
  for (const character of line) {
    if (current !== "" && mayBreak(previous, character)) {
      found.push(current);
      current = "";
    }
    current += character;
    previous = character;
  }
  if (current !== "") found.push(current);
  return found;
}

function mayBreak(before: string, after: string): boolean {
  if (after === " " || CLOSING.test(after) || OPENING.test(before)) return false;
  return before === " " || WIDE.test(before) || WIDE.test(after);
}

function takeColumns(text: string, columns: number): [string, string] {
  let head = "";
  for (const character of text) {
    if (width(head + character) > columns) break;
    head += character;
  }
  // At least one character, so that a very narrow terminal still ends.
  if (head === "") head = [...text][0] ?? "";
  return [head, text.slice(head.length)];
}
