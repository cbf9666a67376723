/**
 * Names that come again and again: the same bytes give the same string, without decoding them anew. Owns a table of fixed size, in which
 * the newest name takes its place; a name that isn't there only costs time.
 */
import { decodeText } from "./cursor.ts";

/** A power of two. */
const SLOTS = 1024;
/** Longer names are decoded each time. */
const TEXT_MAXIMUM_BYTES = 64;

const cachedBytes = new Uint8Array(SLOTS * TEXT_MAXIMUM_BYTES);
const cachedLengths = new Uint8Array(SLOTS);
const cachedTexts: string[] = Array.from({ length: SLOTS }, () => "");

/** The text of these bytes, as a short string has it. */
export function cachedText(bytes: Buffer, start: number, length: number): string {
  if (length === 0) return "";
  if (length > TEXT_MAXIMUM_BYTES) return decodeText(bytes, start, start + length);
  let hash = length;
  for (let index = 0; index < length; index++) hash = (Math.imul(hash, 31) + bytes[start + index]!) | 0;
  const slot = (hash ^ (hash >>> 15)) & (SLOTS - 1);
  const from = slot * TEXT_MAXIMUM_BYTES;
  let same = cachedLengths[slot] === length ? 0 : -1;
  while (same >= 0 && same < length && cachedBytes[from + same] === bytes[start + same]) same++;
  if (same === length) return cachedTexts[slot]!;
  const text = decodeText(bytes, start, start + length);
  cachedBytes.set(bytes.subarray(start, start + length), from);
  cachedLengths[slot] = length;
  cachedTexts[slot] = text;
  return text;
}
