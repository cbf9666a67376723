/**
 * Makes of all that a log keeps what the core puts back, and holds it against the totals that were written with every
 * batch: what does not add up is damage, and is said, never skipped.
 */
import type { JournalContents, StoredEntry, StoredMessage } from "../core/ports.ts";
import { damaged } from "./errors.ts";
import {
  deliveredPrefix,
  definitionPrefix,
  entryPrefix,
  messagePrefix,
  numbersOf,
  requeuedKey,
  requeuedPrefix,
  TOTALS_KEY,
} from "./keys.ts";
import {
  decodeDefinition,
  decodeEntry,
  decodeMessage,
  decodeNumber,
  decodeReturn,
  decodeTotals,
  type KeptDefinition,
  type KeptReturn,
  type Totals,
} from "./records.ts";

export interface LoadedContents {
  readonly contents: JournalContents;
  readonly totals: Totals;
  /** By definition key. */
  readonly orders: Map<string, number>;
  readonly positions: Map<number, Set<number>>;
  readonly requeued: Set<string>;
}

type Values = ReadonlyMap<string, { readonly value: Buffer }>;

/** Throws a StoreError where a directory that is marked as made does not hold what it must. */
export function contentsOf(values: Values, directory: string, isMade: boolean): LoadedContents {
  try {
    return decoded(values, isMade);
  } catch (error) {
    throw damaged(directory, error instanceof Error ? error.message : String(error), error);
  }
}

function decoded(values: Values, isMade: boolean): LoadedContents {
  const definitions = new Map<string, KeptDefinition>();
  const messages = new Map<number, StoredMessage>();
  const entries: StoredEntry[] = [];
  const positions = new Map<number, Set<number>>();
  const returns = new Map<string, KeptReturn>();
  const deliveredThrough = new Map<number, number>();
  let totals: Totals | undefined;

  for (const key of [...values.keys()].toSorted()) {
    const { value } = values.get(key)!;
    const [first = 0, second = 0] = key === TOTALS_KEY || key.startsWith(definitionPrefix) ? [] : numbersOf(key);
    if (key === TOTALS_KEY) totals = decodeTotals(value);
    else if (key.startsWith(definitionPrefix))
      definitions.set(key.slice(definitionPrefix.length), decodeDefinition(value));
    else if (key.startsWith(messagePrefix)) messages.set(first, decodeMessage(first, value));
    else if (key.startsWith(requeuedPrefix)) returns.set(key, decodeReturn(value));
    else if (key.startsWith(deliveredPrefix)) deliveredThrough.set(first, decodeNumber(value));
    else if (key.startsWith(entryPrefix)) {
      entries.push(decodeEntry(first, second, value));
      let queue = positions.get(first);
      if (queue === undefined) positions.set(first, (queue = new Set()));
      queue.add(second);
    } else throw new Error(`there is a record ${JSON.stringify(key.slice(0, 40))} that does not belong there`);
  }

  const found = { definitions: definitions.size, messages: messages.size, entries: entries.length };
  compare(found, totals, isMade);
  for (const { messageId } of entries) if (!messages.has(messageId)) throw new Error(`message ${messageId} is missing`);
  return {
    contents: {
      definitions: [...definitions.values()]
        .toSorted((left, right) => left.order - right.order)
        .map((kept) => kept.definition),
      messages: [...messages.values()],
      entries: entries.map((entry) => withReturn(entry, returns)),
      deliveredThrough,
    },
    totals: found,
    orders: new Map([...definitions].map(([key, kept]) => [key, kept.order])),
    positions,
    requeued: new Set(returns.keys()),
  };
}

function compare(found: Totals, totals: Totals | undefined, isMade: boolean): void {
  if (totals === undefined) {
    if (isMade || found.definitions + found.messages + found.entries > 0) throw new Error("its totals are missing");
    return;
  }
  for (const what of ["definitions", "messages", "entries"] as const) {
    if (found[what] !== totals[what])
      throw new Error(`${found[what]} ${what} are there, and ${totals[what]} should be`);
  }
}

function withReturn(entry: StoredEntry, returns: ReadonlyMap<string, KeptReturn>): StoredEntry {
  return { ...entry, ...returns.get(requeuedKey(entry.queueId, entry.position)) };
}
