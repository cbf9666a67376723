/**
 * Copies of bytes that stay. Small ones lie together in memory of a fixed size: one that stays keeps no more than that. (Buffer's own pool
 * is, in newer versions of Node, as large as what a socket reads at once.)
 */

/** What a small copy may keep, in bytes. */
export const COPIES_MEMORY_BYTES = 8 * 1024;
const SMALL_MAXIMUM_BYTES = COPIES_MEMORY_BYTES / 2;
const LOOP_MAXIMUM_BYTES = 24;

let memory = Buffer.allocUnsafeSlow(COPIES_MEMORY_BYTES);
let usedBytes = 0;

export function copyOf(bytes: Uint8Array, start = 0, end = bytes.length): Buffer {
  const length = end - start;
  const copy = room(length);
  // A handful of bytes is copied before a native call has begun.
  if (length <= LOOP_MAXIMUM_BYTES) for (let index = 0; index < length; index++) copy[index] = bytes[start + index]!;
  else copy.set(length === bytes.length ? bytes : bytes.subarray(start, end));
  return copy;
}

function room(length: number): Buffer {
  if (length > SMALL_MAXIMUM_BYTES) return Buffer.allocUnsafeSlow(length);
  if (usedBytes + length > COPIES_MEMORY_BYTES) {
    memory = Buffer.allocUnsafeSlow(COPIES_MEMORY_BYTES);
    usedBytes = 0;
  }
  const start = usedBytes;
  usedBytes += length;
  return memory.subarray(start, usedBytes);
}
