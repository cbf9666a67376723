/** Keeps durable things in memory: they outlive a restart of the broker within its process, and nothing else. */
import type { DeathReason } from "../core/dead-letter.ts";
import type { Definition, Journal, JournalContents, StoredEntry, StoredMessage } from "../core/ports.ts";
import type { Store } from "./store.ts";

export function memoryStore(): Store {
  const journal = new MemoryJournal();
  return { journal, takeContents: () => journal.contents(), onTrouble: () => {}, retry: nothing, close: nothing };
}

function nothing(): Promise<void> {
  return Promise.resolve();
}

class MemoryJournal implements Journal {
  readonly #definitions = new Map<string, Definition>();
  readonly #messages = new Map<number, StoredMessage>();
  readonly #queues = new Map<number, Map<number, StoredEntry>>();
  readonly #deliveredThrough = new Map<number, number>();

  put(key: string, definition: Definition): void {
    this.#definitions.set(key, definition);
  }

  remove(key: string): void {
    this.#definitions.delete(key);
  }

  storeMessage(message: StoredMessage): void {
    this.#messages.set(message.messageId, message);
  }

  removeMessage(messageId: number): void {
    this.#messages.delete(messageId);
  }

  enqueue(entry: StoredEntry): void {
    let entries = this.#queues.get(entry.queueId);
    if (entries === undefined) this.#queues.set(entry.queueId, (entries = new Map()));
    entries.set(entry.position, entry);
  }

  settle(queueId: number, position: number): void {
    this.#queues.get(queueId)?.delete(position);
  }

  requeue(queueId: number, position: number, deliveryCount: number, diedOf?: DeathReason): void {
    const entries = this.#queues.get(queueId);
    const entry = entries?.get(position);
    if (entry !== undefined) entries?.set(position, { ...entry, deliveryCount, diedOf });
  }

  delivered(queueId: number, throughPosition: number): void {
    this.#deliveredThrough.set(queueId, throughPosition);
  }

  removeQueue(queueId: number): void {
    this.#queues.delete(queueId);
    this.#deliveredThrough.delete(queueId);
  }

  flushed(callback: () => void): void {
    callback();
  }

  contents(): JournalContents {
    return {
      definitions: [...this.#definitions.values()],
      messages: [...this.#messages.values()],
      entries: [...this.#queues.values()]
        .flatMap((entries) => [...entries.values()])
        .toSorted((left, right) => left.queueId - right.queueId || left.position - right.position),
      deliveredThrough: new Map(this.#deliveredThrough),
    };
  }
}
