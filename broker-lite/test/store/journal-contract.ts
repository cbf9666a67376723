/** What every store must do, run by the memory's and the disk's tests. */
import { describe, expect, test } from "vitest";
import {
  definitionKey,
  type Definition,
  type Journal,
  type JournalContents,
  type StoredMessage,
} from "../../src/core/ports.ts";
import type { Store } from "../../src/store/index.ts";
import { fieldTable } from "../../src/wire/index.ts";

export const orders: Definition = {
  kind: "queue",
  vhost: "/",
  queueId: 1,
  name: "orders",
  durable: true,
  exclusive: false,
  autoDelete: false,
  arguments: fieldTable({ "x-queue-type": "quorum", "x-max-length": 5 }),
};

export const logs: Definition = {
  kind: "exchange",
  vhost: "/",
  name: "logs",
  type: "topic",
  durable: true,
  autoDelete: false,
  internal: false,
  arguments: {},
};

const binding: Definition = {
  kind: "binding",
  vhost: "/",
  source: "logs",
  destinationKind: "queue",
  destination: "orders",
  routingKey: "a.#",
  arguments: {},
};

export function message(messageId: number, text = `body ${messageId}`): StoredMessage {
  return {
    messageId,
    exchange: "logs",
    routingKey: "a.b\udcff",
    properties: {
      deliveryMode: 2,
      headers: fieldTable({ number: messageId, list: ["x", null] }),
      timestamp: 1_700_000_000,
    },
    body: Buffer.from(text),
    carbonCopies: messageId % 2 === 0 ? ["copy", "copy.2"] : [],
    isDeadLettered: messageId % 3 === 0,
  };
}

export function define(journal: Journal, ...definitions: readonly Definition[]): void {
  for (const definition of definitions) journal.put(definitionKey(definition), definition);
}

/** Puts a message at the same number's position of queue 1. */
export function publish(journal: Journal, messageId: number): void {
  journal.storeMessage(message(messageId));
  journal.enqueue({ queueId: 1, position: messageId, messageId, expiresAtMs: undefined, deliveryCount: 0 });
}

export function acknowledge(journal: Journal, messageId: number): void {
  journal.settle(1, messageId);
  journal.removeMessage(messageId);
}

export function flush(journal: Journal): Promise<void> {
  return new Promise((resolve) => journal.flushed(resolve));
}

/** `open` gives a store on what the last one kept; the last one has been closed. */
export function journalContract(open: () => Promise<Store>): void {
  async function reopened(write: (journal: Journal) => void): Promise<JournalContents> {
    const first = await open();
    write(first.journal);
    await first.close();
    const second = await open();
    const contents = second.takeContents();
    await second.close();
    return contents;
  }

  describe("what is kept", () => {
    test("nothing at first", async () => {
      expect(plain(await reopened(() => {}))).toEqual({
        definitions: [],
        messages: [],
        entries: [],
        deliveredThrough: [],
      });
    });

    test("definitions, in the order in which they were first put", async () => {
      const contents = await reopened((journal) => {
        define(journal, orders, logs, binding);
        define(journal, orders);
      });
      expect(plain(contents).definitions).toEqual([orders, logs, binding]);
    });

    test("not what was removed", async () => {
      const contents = await reopened((journal) => {
        define(journal, orders, logs, binding);
        journal.remove(definitionKey(binding));
        journal.remove(definitionKey(logs));
        journal.remove("not there");
      });
      expect(plain(contents).definitions).toEqual([orders]);
    });

    test("messages with all they have", async () => {
      const contents = await reopened((journal) => {
        for (let id = 1; id <= 6; id++) publish(journal, id);
      });
      expect(plain(contents).messages).toEqual([1, 2, 3, 4, 5, 6].map((id) => message(id)));
    });

    test("entries by queue and position, as they were enqueued, settled and requeued", async () => {
      const contents = await reopened((journal) => {
        journal.storeMessage(message(1));
        journal.storeMessage(message(2));
        const rest = { expiresAtMs: undefined, deliveryCount: 0 };
        journal.enqueue({ queueId: 300, position: 2, messageId: 2, ...rest });
        journal.enqueue({ queueId: 2, position: 70_000, messageId: 2, ...rest });
        journal.enqueue({ queueId: 2, position: 9, messageId: 1, expiresAtMs: 1_700_000_000_123, deliveryCount: 1 });
        journal.enqueue({ queueId: 2, position: 10, messageId: 1, ...rest });
        journal.enqueue({ queueId: 2, position: 11, messageId: 1, ...rest });
        journal.settle(2, 10);
        journal.requeue(2, 11, 4);
        journal.delivered(2, 11);
      });
      expect(plain(contents).entries).toEqual([
        { queueId: 2, position: 9, messageId: 1, expiresAtMs: 1_700_000_000_123, deliveryCount: 1 },
        { queueId: 2, position: 11, messageId: 1, expiresAtMs: undefined, deliveryCount: 4 },
        { queueId: 2, position: 70_000, messageId: 2, expiresAtMs: undefined, deliveryCount: 0 },
        { queueId: 300, position: 2, messageId: 2, expiresAtMs: undefined, deliveryCount: 0 },
      ]);
      expect(plain(contents).deliveredThrough).toEqual([[2, 11]]);
    });

    test.each(["rejected", "expired", "maxlen", "delivery_limit"] as const)(
      "what an entry died of: %s",
      async (diedOf) => {
        const contents = await reopened((journal) => {
          journal.storeMessage(message(1));
          journal.enqueue({ queueId: 2, position: 1, messageId: 1, expiresAtMs: undefined, deliveryCount: 0 });
          journal.enqueue({ queueId: 2, position: 2, messageId: 1, expiresAtMs: undefined, deliveryCount: 0 });
          journal.requeue(2, 1, 3, diedOf);
          journal.requeue(2, 2, 3, diedOf);
          journal.settle(2, 2);
        });
        expect(plain(contents).entries).toEqual([
          { queueId: 2, position: 1, messageId: 1, expiresAtMs: undefined, deliveryCount: 3, diedOf },
        ]);
      },
    );

    test("nothing of a removed queue", async () => {
      const contents = await reopened((journal) => {
        publish(journal, 1);
        journal.requeue(1, 1, 1);
        journal.delivered(1, 1);
        journal.removeQueue(1);
        journal.removeMessage(1);
      });
      expect(plain(contents)).toEqual({ definitions: [], messages: [], entries: [], deliveredThrough: [] });
    });
  });

  test("callbacks come in their order, each once", async () => {
    const store = await open();
    const seen: number[] = [];
    for (let number = 1; number <= 5; number++) {
      publish(store.journal, number);
      store.journal.flushed(() => seen.push(number));
    }
    await flush(store.journal);
    expect(seen).toEqual([1, 2, 3, 4, 5]);
    await store.close();
  });
}

function plain(contents: JournalContents) {
  return {
    definitions: [...contents.definitions],
    messages: [...contents.messages].map((kept) => ({ ...kept, body: Buffer.from(kept.body) })),
    entries: [...contents.entries],
    deliveredThrough: [...contents.deliveredThrough],
  };
}
