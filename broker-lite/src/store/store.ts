/** What the server needs of a place for durable things: the core's journal, what it kept, and an orderly end. */
import type { Journal, JournalContents } from "../core/ports.ts";

export type TroubleListener = (trouble: Error | undefined) => void;

export interface Store {
  readonly journal: Journal;
  /**
   * What is kept. To be asked for once, before the journal is told anything: the disk's store then lets go of what it read,
   * so that messages are not in memory twice.
   */
  takeContents(): JournalContents;
  /**
   * Who is told when the disk can't take everything that it is given (full, gone, nearly full), again after each `retry` that did not
   * help, and with undefined when all is well again. Nothing is lost meanwhile, and nothing is reported as flushed that is not.
   */
  onTrouble(listener: TroubleListener): void;
  /** Tries again, where there is trouble. Does not reject. */
  retry(): Promise<void>;
  /** Writes what is still to be written and lets go of the directory. */
  close(): Promise<void>;
}
