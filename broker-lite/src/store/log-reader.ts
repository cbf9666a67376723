/**
 * Reads a log from its first file to its last, and tells what a power failure leaves from what is damaged: only the last batch of the last
 * file may be unfinished, and nobody was told that it was written.
 */
import { readFile, rm, truncate } from "node:fs/promises";
import { basename } from "node:path";
import { fileNumbersIn, pathOfFile } from "./log-files.ts";
import {
  batchAt,
  FILE_HEADER_BYTES,
  isFileHeader,
  isUnfinished,
  nextBatch,
  operationsOf,
  type Batch,
} from "./log-format.ts";

/** The log is not as it was written. */
export class DamagedLogError extends Error {
  override readonly name = "DamagedLogError";
}

export interface KeptValue {
  readonly fileNumber: number;
  readonly value: Buffer;
}

export interface ReadLog {
  /** By key: what was put last, and in which file. */
  readonly values: Map<string, KeptValue>;
  /** From the oldest to the newest. */
  readonly files: readonly { readonly fileNumber: number; readonly bytes: number }[];
  /** Of the last batch; 0 in a log without any. */
  readonly sequence: number;
}

/** Takes away what is unfinished. Throws a DamagedLogError, or what the system says of a folder that can't be read. */
export async function readLog(directory: string): Promise<ReadLog> {
  const values = new Map<string, KeptValue>();
  const files: { fileNumber: number; bytes: number }[] = [];
  let sequence = 0;
  const fileNumbers = await fileNumbersIn(directory);
  for (const fileNumber of fileNumbers) {
    const path = pathOfFile(directory, fileNumber);
    const before = files.at(-1)?.fileNumber;
    if (before !== undefined && fileNumber !== before + 1) {
      throw new DamagedLogError(`its file ${basename(pathOfFile(directory, before + 1))} is gone`);
    }
    const isLast = fileNumber === fileNumbers.at(-1);
    // oxlint-disable-next-line no-await-in-loop -- one in memory at a time
    const file = await readFile(path);
    if (isLast && isUnbegun(file, fileNumber)) {
      // oxlint-disable-next-line no-await-in-loop -- the last one
      await rm(path);
      break;
    }
    const { batches, end } = batchesOf(file, fileNumber, isLast);
    for (const batch of batches) {
      if (sequence > 0 && batch.sequence !== sequence + 1) {
        throw new DamagedLogError(`of its file ${basename(path)} batches are gone`);
      }
      ({ sequence } = batch);
      for (const { key, value } of operationsOf(batch.payload)) {
        // Copied, so that one value does not keep the whole file in memory.
        if (value === undefined) values.delete(key);
        else values.set(key, { fileNumber, value: Buffer.from(value) });
      }
    }
    // oxlint-disable-next-line no-await-in-loop -- the last one
    if (end < file.length) await truncate(path, end);
    files.push({ fileNumber, bytes: end });
  }
  return { values, files, sequence };
}

/** By key: what was put last in a file that is not the newest. Throws a DamagedLogError. */
export function valuesOfFile(file: Buffer, fileNumber: number): ReadonlyMap<string, Buffer> {
  const values = new Map<string, Buffer>();
  for (const { payload } of batchesOf(file, fileNumber, false).batches) {
    for (const { key, value } of operationsOf(payload)) {
      if (value === undefined) values.delete(key);
      else values.set(key, value);
    }
  }
  return values;
}

/** The broker ended while it made the file, before there was anything in it. */
function isUnbegun(file: Buffer, fileNumber: number): boolean {
  return file.length <= FILE_HEADER_BYTES && !isFileHeader(file, fileNumber);
}

function batchesOf(
  file: Buffer,
  fileNumber: number,
  isLast: boolean,
): { readonly batches: readonly Batch[]; readonly end: number } {
  const damage = `its file ${basename(pathOfFile("", fileNumber))} is not as it was written`;
  if (!isFileHeader(file, fileNumber)) throw new DamagedLogError(damage);
  const batches: Batch[] = [];
  let at = FILE_HEADER_BYTES;
  while (at < file.length) {
    const batch = batchAt(file, at);
    if (batch?.isWhole !== true) {
      if (isLast && isUnfinished(file, at) && nextBatch(file, at + 1) === undefined) break;
      throw new DamagedLogError(damage);
    }
    batches.push(batch);
    at = batch.end;
  }
  return { batches, end: at };
}
