/** Reads the sources out of a zip archive, into memory and with every size checked: what a zip says of itself is not believed. */
import { getFileNameLowLevel, openPromise, type Entry, type ZipFile } from "yauzl";
import { SUBMISSION_LIMITS } from "./limits.ts";
import { refusals, SubmissionRefused } from "./refusal.ts";
import type { EntryKind, SourceCollector } from "./sources.ts";

const OPTIONS = { lazyEntries: true, decodeStrings: false, validateEntrySizes: true, autoClose: false } as const;

export async function readZip(path: string, collector: SourceCollector): Promise<void> {
  let zip: ZipFile | undefined;
  try {
    zip = await openPromise(path, OPTIONS);
    for await (const entry of zip.eachEntry()) await readEntry(zip, entry, collector);
  } catch (error) {
    if (error instanceof SubmissionRefused) throw error;
    throw new SubmissionRefused(refusals.damaged(error instanceof Error ? error.message : String(error)));
  } finally {
    zip?.close();
  }
}

async function readEntry(zip: ZipFile, entry: Entry, collector: SourceCollector): Promise<void> {
  const path = getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, false);
  if (!collector.wants({ path, kind: kindOf(entry, path), bytes: entry.uncompressedSize })) return;
  if (entry.isEncrypted()) throw new SubmissionRefused(refusals.encrypted(path));
  const pieces: Buffer[] = [];
  let bytes = 0;
  const stream = await zip.openReadStreamPromise(entry);
  for await (const piece of stream as AsyncIterable<Buffer>) {
    bytes += piece.byteLength;
    if (bytes > Math.min(collector.bytesLeft, SUBMISSION_LIMITS.unpackedBytes)) {
      stream.destroy();
      throw new SubmissionRefused(refusals.sourcesTooLarge());
    }
    pieces.push(piece);
  }
  collector.add(path, Buffer.concat(pieces));
}

/** Zips made on Unix carry the file's mode in the upper half of these attributes. */
function kindOf(entry: Entry, path: string): EntryKind {
  if (path.endsWith("/") || path.endsWith("\\")) return "folder";
  switch ((entry.externalFileAttributes >>> 16) & 0o170000) {
    case 0:
    case 0o100000:
      return "file";
    case 0o040000:
      return "folder";
    case 0o120000:
      return "link";
    default:
      return "other";
  }
}
