/** Reads the sources out of a tar archive, packed by gzip or not, as a stream: nothing is written, and it stops where it grows beyond bounds. */
import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { createTarDecoder, type ParsedTarEntry } from "modern-tar";
import { SUBMISSION_LIMITS } from "./limits.ts";
import { refusals, SubmissionRefused } from "./refusal.ts";
import type { EntryKind, SourceCollector } from "./sources.ts";

export async function readTar(archive: Readable, packed: boolean, collector: SourceCollector): Promise<void> {
  try {
    const decoder = createTarDecoder({ strict: true });
    const bytes = counted(packed ? gunzipped(archive) : archive);
    const feeding = Readable.toWeb(Readable.from(bytes)).pipeTo(decoder.writable);
    // Whoever stops reading makes the feeding fail; what went wrong is known by then.
    feeding.catch(() => undefined);
    for await (const entry of decoder.readable) await readEntry(entry, collector);
    await feeding;
  } catch (error) {
    if (error instanceof SubmissionRefused) throw error;
    throw new SubmissionRefused(refusals.damaged(error instanceof Error ? error.message : String(error)));
  } finally {
    archive.destroy();
  }
}

function gunzipped(archive: Readable): AsyncIterable<Uint8Array> {
  const gunzip = createGunzip();
  archive.once("error", (error) => gunzip.destroy(error));
  return archive.pipe(gunzip);
}

async function* counted(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const piece of source) {
    bytes += piece.byteLength;
    if (bytes > SUBMISSION_LIMITS.unpackedBytes) throw new SubmissionRefused(refusals.bomb());
    yield piece;
  }
}

async function readEntry(entry: ParsedTarEntry, collector: SourceCollector): Promise<void> {
  const { name, size } = entry.header;
  if (!collector.wants({ path: name, kind: kindOf(entry), bytes: size })) {
    await entry.body.cancel();
    return;
  }
  const pieces: Uint8Array[] = [];
  for await (const piece of entry.body) pieces.push(piece);
  collector.add(name, Buffer.concat(pieces));
}

function kindOf({ header }: ParsedTarEntry): EntryKind {
  const { type = "file" } = header;
  if (type === "file") return "file";
  if (type === "link" || type === "symlink") return "link";
  if (type === "character-device" || type === "block-device" || type === "fifo") return "other";
  // A folder, or words about what comes next, which the decoder has taken already.
  return "folder";
}
