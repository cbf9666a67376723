/** How large a submission may be before anything of it is read. What counts as its sources is limited by the sandbox as well (see sandbox/limits.ts). */
import { STANDARD_LIMITS } from "../../sandbox/limits.ts";

const MIB = 2 ** 20;

export const SUBMISSION_LIMITS = {
  /** An archive as it lies on disk, or all files of a folder: screenshots and notes fit, a gigabyte does not. */
  sizeBytes: 64 * MIB,
  /** What an archive may grow to while it is read; a bomb grows a thousandfold. */
  unpackedBytes: 256 * MIB,
  /** Files and folders in all: a forgotten node_modules has some ten thousand. */
  entries: 50_000,
  /** Sources that are kept and graded: they travel in one message. */
  sourceBytes: STANDARD_LIMITS.sourceMiB * MIB,
  sourceFiles: STANDARD_LIMITS.sourceFiles,
  /** Folders inside folders. */
  depth: 12,
} as const;

export function megabytes(bytes: number): string {
  const [value, unit] = bytes >= 2 ** 30 ? [bytes / 2 ** 30, "GiB"] : [bytes / MIB, "MiB"];
  return `${value >= 10 ? Math.round(value) : Math.round(value * 10) / 10} ${unit}`;
}
