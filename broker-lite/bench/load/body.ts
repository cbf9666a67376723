/**
 * Bodies that prove themselves: an index, a checksum, then filler. Whoever receives one knows whether it is whole and whether it is the
 * one that had to come.
 */
import { crc32 } from "node:zlib";

/** Index (4) and checksum (4). */
export const BODY_HEAD_BYTES = 8;
export const BODY_MINIMUM_BYTES = 12;
/** Up to here a loop beats a native call. */
const LOOP_MAXIMUM_BYTES = 64;

/** @param seed makes the filler of different messages different */
export function makeBody(index: number, bytes: number, seed: number): Buffer {
  if (bytes < BODY_MINIMUM_BYTES) throw new RangeError(`a body has at least ${BODY_MINIMUM_BYTES} bytes, not ${bytes}`);
  const body = Buffer.allocUnsafe(bytes);
  let state = (index * 2_654_435_761 + seed) >>> 0;
  for (let at = BODY_HEAD_BYTES; at < bytes; at++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    body[at] = state >>> 24;
  }
  body.writeUInt32BE(index, 0);
  body.writeUInt32BE(checksum(body, BODY_HEAD_BYTES, bytes, index, bytes), 4);
  return body;
}

/**
 * Of the bytes from `start` to `end`, beginning with the checksum of what came before them; the first part begins with the index.
 *
 * @param bodyBytes of the whole body, which decides how it is computed
 */
export function checksum(bytes: Buffer, start: number, end: number, before: number, bodyBytes: number): number {
  if (bodyBytes > LOOP_MAXIMUM_BYTES) return crc32(bytes.subarray(start, end), before);
  let sum = before;
  for (let at = start; at < end; at++) sum = Math.imul(sum ^ bytes[at]!, 16_777_619) + 1;
  return sum >>> 0;
}
