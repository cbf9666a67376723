/** What this machine and process can bear. */
import { totalmem } from "node:os";
import { getHeapStatistics } from "node:v8";
import type { MemoryLimits } from "../core/memory.ts";
import { HEAP_WATERMARK_SHARE, MEMORY_WATERMARK_SHARE } from "../limits.ts";

/** @param maximumBytes for all that messages take; a share of the machine's or container's memory unless said */
export function memoryLimits(maximumBytes?: number): MemoryLimits {
  return {
    totalBytes: maximumBytes ?? memoryBytes() * MEMORY_WATERMARK_SHARE,
    heapBytes: getHeapStatistics().heap_size_limit * HEAP_WATERMARK_SHARE,
  };
}

/** A container's limit counts where there is one. */
function memoryBytes(): number {
  const constrained = process.constrainedMemory();
  return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
}
