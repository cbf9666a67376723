/**
 * What can still be read of a damaged data directory, put into a new one beside it that is whole again. The damaged one is only read: it
 * may be all that its owner has.
 */
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { LOG, markDataDirectory } from "./data-directory.ts";
import {
  definitionPrefix,
  deliveredPrefix,
  entryPrefix,
  isOfNumbers,
  messageKey,
  messagePrefix,
  numbersOf,
  requeuedPrefix,
  TOTALS_KEY,
} from "./keys.ts";
import { fileNumbersIn, filesOnDisk, pathOfFile } from "./log-files.ts";
import { nextBatch, operationsOf, type Batch, type Operation } from "./log-format.ts";
import { Log } from "./log.ts";
import {
  decodeDefinition,
  decodeEntry,
  decodeMessage,
  decodeNumber,
  decodeReturn,
  encodeTotals,
  type Totals,
} from "./records.ts";

/** Of one batch of the saved log. */
const RECORDS_AT_ONCE = 1000;

/** One sentence on what was saved and where; never rejects. */
export async function salvage(directory: string): Promise<string> {
  const target = `${directory}.saved`;
  if (existsSync(target)) return `what was saved of it at an earlier start is in ${target}`;
  // Under another name until it is whole: this may be ended at any moment, too.
  const unfinished = `${target}.new`;
  try {
    const values = await readableIn(join(directory, LOG));
    const totals = tidy(values);
    const { definitions, messages, entries } = totals;
    if (definitions + messages === 0) return "nothing in it can be read";
    await rm(unfinished, { recursive: true, force: true });
    await mkdir(join(unfinished, LOG), { recursive: true });
    values.set(TOTALS_KEY, encodeTotals(totals));
    await write(join(unfinished, LOG), values);
    await markDataDirectory(unfinished);
    await rename(unfinished, target);
    const what = `${definitions} definitions and ${messages} messages (${entries} in queues)`;
    return `what can be read of it, ${what}, was saved to ${target}: a broker started there goes on without the rest`;
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    return `an attempt to save something of it failed: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** By key: what was put last, as far as it can be seen, and is as it was written. */
async function readableIn(directory: string): Promise<Map<string, Buffer>> {
  const values = new Map<string, Buffer>();
  for (const fileNumber of await fileNumbersIn(directory)) {
    // oxlint-disable-next-line no-await-in-loop -- one in memory at a time
    const file = await readFile(pathOfFile(directory, fileNumber));
    for (let batch = nextBatch(file, 0); batch !== undefined; batch = nextBatch(file, batch.end)) {
      for (const { key, value } of readableOperations(batch)) {
        // What an unreadable batch seems to remove may be a key that has become another one.
        if (value === undefined && batch.isWhole) values.delete(key);
        if (value === undefined || !isAsWritten(key, value)) continue;
        // Nor does it put something else in the place of what is known.
        if (batch.isWhole || !values.has(key)) values.set(key, Buffer.from(value));
      }
    }
  }
  return values;
}

/** Those in front of the first that is none. */
function readableOperations({ payload }: Batch): readonly Operation[] {
  const operations: Operation[] = [];
  try {
    for (const operation of operationsOf(payload)) operations.push(operation);
  } catch {
    // What comes behind has no beginning.
  }
  return operations;
}

/** Removes what belongs to nothing, and counts the rest. */
function tidy(values: Map<string, Buffer>): Totals {
  const messages = new Set<number>();
  const entries: { readonly key: string; readonly messageId: number }[] = [];
  let definitions = 0;
  for (const [key, value] of values) {
    if (key.startsWith(definitionPrefix)) definitions++;
    else if (key.startsWith(messagePrefix)) messages.add(numbersOf(key)[0] ?? 0);
    else if (key.startsWith(entryPrefix)) entries.push({ key, messageId: decodeEntry(0, 0, value).messageId });
  }
  const whole = entries.filter(({ messageId }) => messages.has(messageId));
  const named = new Set(whole.map(({ messageId }) => messageId));
  for (const { key, messageId } of entries) if (!messages.has(messageId)) values.delete(key);
  for (const messageId of messages) if (!named.has(messageId)) values.delete(messageKey(messageId));
  return { definitions, messages: named.size, entries: whole.length };
}

/** Each record has a checksum of its own; a key is at least one that could have been written. */
function isAsWritten(key: string, value: Buffer): boolean {
  try {
    if (key.startsWith(definitionPrefix)) decodeDefinition(value);
    else if (!isOfNumbers(key)) return false;
    else if (key.startsWith(messagePrefix)) decodeMessage(numbersOf(key)[0] ?? 0, value);
    else if (key.startsWith(entryPrefix)) decodeEntry(0, 0, value);
    else if (key.startsWith(requeuedPrefix)) decodeReturn(value);
    else if (key.startsWith(deliveredPrefix)) decodeNumber(value);
    else return false;
    return true;
  } catch {
    return false;
  }
}

async function write(directory: string, values: ReadonlyMap<string, Buffer>): Promise<void> {
  const log = new Log(filesOnDisk(directory), { values: new Map(), files: [], sequence: 0 });
  try {
    const all = [...values];
    for (let from = 0; from < all.length; from += RECORDS_AT_ONCE) {
      // oxlint-disable-next-line no-await-in-loop -- one batch after the other
      await log.write(new Map(all.slice(from, from + RECORDS_AT_ONCE)));
    }
  } finally {
    await log.close();
  }
}
