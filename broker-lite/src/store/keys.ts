/** The log's keys: text of fixed width, so that they sort by number. */

export const definitionPrefix = "d";
export const messagePrefix = "m";
export const entryPrefix = "e";
export const requeuedPrefix = "r";
export const deliveredPrefix = "q";
export const TOTALS_KEY = "totals";

/** 2^53 in hexadecimal. */
const DIGITS = 14;

export function messageKey(messageId: number): string {
  return messagePrefix + digits(messageId);
}

export function entryKey(queueId: number, position: number): string {
  return entryPrefix + digits(queueId) + digits(position);
}

export function requeuedKey(queueId: number, position: number): string {
  return requeuedPrefix + digits(queueId) + digits(position);
}

export function deliveredKey(queueId: number): string {
  return deliveredPrefix + digits(queueId);
}

/** The numbers behind a key's prefix. */
export function numbersOf(key: string): number[] {
  const numbers: number[] = [];
  for (let offset = 1; offset < key.length; offset += DIGITS)
    numbers.push(Number.parseInt(key.slice(offset, offset + DIGITS), 16));
  return numbers;
}

/** Whether it is a prefix and the numbers of a message, of a queue, or of an entry. */
export function isOfNumbers(key: string): boolean {
  const count = key.startsWith(entryPrefix) || key.startsWith(requeuedPrefix) ? 2 : 1;
  return numbersOf(key).length === count && key === key.charAt(0) + numbersOf(key).map(digits).join("");
}

function digits(value: number): string {
  return value.toString(16).padStart(DIGITS, "0");
}
