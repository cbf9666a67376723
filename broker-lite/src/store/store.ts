/** What the server needs of a place for durable things: the core's journal, what it kept, and an orderly end. */
import type { Journal, JournalContents } from "../core/ports.ts";

export interface Store {
  readonly journal: Journal;
  /**
   * What is kept. To be asked for once, before the journal is told anything: the disk's store then lets go of what it read,
   * so that messages are not in memory twice.
   */
  takeContents(): JournalContents;
  /** Writes what is still to be written and lets go of the directory. */
  close(): Promise<void>;
}
