/**
 * How much of what is freed this process keeps for what comes next (docs/adr/0008-where-time-goes.md). Otherwise glibc's allocator returns the
 * large bodies of each collection of garbage to the system, and asks for as many pages, which have to be cleared, for the next ones. For a
 * process that is all ours: a program that holds a broker beside other things has habits of its own.
 */

/**
 * The allocator learns from what is given back at once, and keeps twice as much from then on (mallopt(3), M_MMAP_THRESHOLD). Nothing is written
 * to this memory, so that it takes none; a collection frees it.
 */
const LESSON_BYTES = 8 * 1024 * 1024;

/** Once in a process. Other systems' allocators have other habits, and don't mind. */
export function keepFreedMemory(): void {
  if (process.platform === "linux") Buffer.allocUnsafeSlow(LESSON_BYTES);
}
