/** How much room is left on the disk of a data directory, looked at now and then: asking after every batch would cost more than it tells. */
import { statfs } from "node:fs/promises";
import { DISK_FREE_CHECK_BYTES } from "../limits.ts";

export class FreeSpace {
  readonly #directory: string;
  readonly #minimumBytes: number;
  #writtenBytes = 0;
  #shortage: Error | undefined;

  constructor(directory: string, minimumBytes: number) {
    this.#directory = directory;
    this.#minimumBytes = minimumBytes;
  }

  /** There was too little the last time. */
  get shortage(): Error | undefined {
    return this.#shortage;
  }

  /** Whether so much was written that it is time to look again. */
  isDue(bytes: number): boolean {
    this.#writtenBytes += bytes;
    return this.#writtenBytes >= DISK_FREE_CHECK_BYTES;
  }

  async check(): Promise<void> {
    this.#writtenBytes = 0;
    try {
      const { bavail, bsize } = await statfs(this.#directory);
      const text = `only ${bavail * bsize} bytes are free on the disk of ${this.#directory}, and ${this.#minimumBytes} should be`;
      this.#shortage = bavail * bsize < this.#minimumBytes ? new Error(text) : undefined;
    } catch {
      // A file system that can't tell is no reason to stop: it says so itself when it is full.
      this.#shortage = undefined;
    }
  }
}
