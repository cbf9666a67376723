/**
 * What can still be read of a damaged data directory, put into a new one beside it that is whole again. The damaged one is only read: it
 * may be all that its owner has.
 */
import { existsSync } from "node:fs";
import { cp, mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { ClassicLevel } from "classic-level";
import type { Database, DatabaseOptions } from "./disk-store.ts";
import { DATABASE, markDataDirectory } from "./data-directory.ts";
import {
  definitionPrefix,
  deliveredPrefix,
  entryKey,
  entryPrefix,
  messageKey,
  messagePrefix,
  numbersOf,
  requeuedPrefix,
  TOTALS_KEY,
} from "./keys.ts";
import { repairTables } from "./table-file.ts";
import { decodeDefinition, decodeEntry, decodeMessage, decodeNumber, encodeTotals, type Totals } from "./records.ts";

/** One sentence on what was saved and where; never rejects. */
export async function salvage(directory: string, options: DatabaseOptions): Promise<string> {
  const target = `${directory}.saved`;
  if (existsSync(target)) return `what was saved of it at an earlier start is in ${target}`;
  // Under another name until it is whole: this may be ended at any moment, too.
  const unfinished = `${target}.new`;
  try {
    await rm(unfinished, { recursive: true, force: true });
    await mkdir(unfinished, { recursive: true });
    await cp(join(directory, DATABASE), join(unfinished, DATABASE), { recursive: true });
    await repairTables(join(unfinished, DATABASE));
    await ClassicLevel.repair(join(unfinished, DATABASE));
    const { definitions, messages, entries } = await tidied(join(unfinished, DATABASE), options);
    if (definitions + messages === 0) {
      await rm(unfinished, { recursive: true });
      return "nothing in it can be read";
    }
    await markDataDirectory(unfinished);
    await rename(unfinished, target);
    const what = `${definitions} definitions and ${messages} messages (${entries} in queues)`;
    return `what can be read of it, ${what}, was saved to ${target}: a broker started there goes on without the rest`;
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    return `an attempt to save something of it failed: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** Removes what is unreadable or belongs to nothing, and writes the totals anew. */
async function tidied(path: string, options: DatabaseOptions): Promise<Totals> {
  const database: Database = new ClassicLevel(path, options);
  await database.open({ createIfMissing: false });
  try {
    const removed: string[] = [];
    const messages = new Set<number>();
    const entries: { readonly key: string; readonly messageId: number }[] = [];
    let definitions = 0;
    for await (const [key, value] of database.iterator()) {
      try {
        const [first = 0, second = 0] = key.startsWith(definitionPrefix) || key === TOTALS_KEY ? [] : numbersOf(key);
        if (key === TOTALS_KEY) continue;
        if (key.startsWith(definitionPrefix)) {
          decodeDefinition(value);
          definitions++;
        } else if (key.startsWith(messagePrefix)) messages.add(decodeMessage(first, value).messageId);
        else if (key.startsWith(entryPrefix)) {
          const { messageId } = decodeEntry(first, second, value);
          entries.push({ key: entryKey(first, second), messageId });
        } else if (key.startsWith(requeuedPrefix) || key.startsWith(deliveredPrefix)) decodeNumber(value);
        else removed.push(key);
      } catch {
        removed.push(key);
      }
    }
    const whole = entries.filter(({ messageId }) => messages.has(messageId));
    const named = new Set(whole.map(({ messageId }) => messageId));
    for (const { key, messageId } of entries) if (!messages.has(messageId)) removed.push(key);
    for (const messageId of messages) if (!named.has(messageId)) removed.push(messageKey(messageId));
    const totals: Totals = { definitions, messages: named.size, entries: whole.length };
    const batch = database.batch();
    for (const key of removed) batch.del(key);
    batch.put(TOTALS_KEY, encodeTotals(totals));
    await batch.write({ sync: true });
    return totals;
  } finally {
    await database.close();
  }
}
