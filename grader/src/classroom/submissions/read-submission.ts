/** Reads what one learner handed in, a folder or an archive, and gives its sources. Follows no links and writes nothing. */
import { createReadStream } from "node:fs";
import { lstat, open, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { SUBMISSION_LIMITS } from "./limits.ts";
import { readTar } from "./read-tar.ts";
import { readZip } from "./read-zip.ts";
import { refusals, SubmissionRefused } from "./refusal.ts";
import { isPackedName, SourceCollector, type SourceFiles } from "./sources.ts";

/** A file or folder on disk, and how it is called in the submission. */
export interface HandedIn {
  readonly name: string;
  readonly path: string;
}

/**
 * @param items one folder, one archive, or the single files that an LMS has put side by side
 * @throws SubmissionRefused with a line for the teacher
 */
export async function readSubmission(items: readonly HandedIn[]): Promise<SourceFiles> {
  try {
    const [only, another] = items;
    if (only !== undefined && another === undefined) return await readOne(only);
    return await readFolder({ items });
  } catch (error) {
    if (error instanceof SubmissionRefused) throw error;
    if (error instanceof Error && "code" in error) throw new SubmissionRefused(refusals.unreadable(String(error.code)));
    throw error;
  }
}

async function readOne(item: HandedIn): Promise<SourceFiles> {
  const about = await lstat(item.path);
  if (about.isSymbolicLink()) throw new SubmissionRefused(refusals.link(item.name));
  if (about.isDirectory()) return readFolder({ folder: item.path });
  if (!about.isFile()) throw new SubmissionRefused(refusals.device(item.name));
  if (isPackedName(item.name)) return readArchive(item);
  return readFolder({ items: [item] });
}

async function readArchive({ name, path }: HandedIn): Promise<SourceFiles> {
  const { size } = await lstat(path);
  if (size > SUBMISSION_LIMITS.sizeBytes) throw new SubmissionRefused(refusals.tooLarge(size));
  const collector = new SourceCollector();
  const kind = kindByContent(await firstBytes(path));
  if (kind === "zip") await readZip(path, collector);
  else if (kind === "unknown") throw new SubmissionRefused(refusals.unknownKind(name));
  else await readTar(createReadStream(path), kind === "tar.gz", collector);
  const [nested] = collector.archives;
  if (nested !== undefined) throw new SubmissionRefused(refusals.nested(nested));
  if (collector.files.size === 0) throw new SubmissionRefused(refusals.empty());
  return collector.files;
}

/** A folder's own files; where there is nothing but one archive in it, as some systems hand out what was uploaded, that archive's. */
async function readFolder(from: { folder: string } | { items: readonly HandedIn[] }): Promise<SourceFiles> {
  const collector = new SourceCollector();
  const places = new Map<string, string>();
  let bytes = 0;
  const walk = async (items: readonly HandedIn[]): Promise<void> => {
    for (const { name, path } of items) {
      const about = await lstat(path);
      const kind = about.isSymbolicLink() ? "link" : about.isDirectory() ? "folder" : about.isFile() ? "file" : "other";
      places.set(name, path);
      const wanted = collector.wants({ path: name, kind, bytes: about.size });
      if (kind === "file") {
        bytes += about.size;
        if (bytes > SUBMISSION_LIMITS.sizeBytes) throw new SubmissionRefused(refusals.tooLarge(bytes));
        if (wanted) collector.add(name, await readFile(path));
      } else if (kind === "folder" && !isPassedOver(name)) {
        await walk(await entriesOf(path, name));
      }
    }
  };
  await walk("items" in from ? from.items : await entriesOf(from.folder, ""));
  const [archive, another] = collector.archives;
  if (archive !== undefined) {
    if (another !== undefined || collector.files.size > 0)
      throw new SubmissionRefused(refusals.archiveBesides(archive));
    return readArchive({ name: archive, path: places.get(archive) ?? archive });
  }
  if (collector.files.size === 0) throw new SubmissionRefused(refusals.empty());
  return collector.files;
}

async function entriesOf(folder: string, name: string): Promise<readonly HandedIn[]> {
  const names = await readdir(folder);
  return names.toSorted().map((each) => ({ name: name === "" ? each : `${name}/${each}`, path: join(folder, each) }));
}

/** Not even walked through: it may be large, and nothing in it is wanted. */
function isPassedOver(name: string): boolean {
  const last = name.slice(name.lastIndexOf("/") + 1);
  return last === "node_modules" || last === "__MACOSX" || last === "__pycache__" || last.startsWith(".");
}

async function firstBytes(path: string): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const bytes = new Uint8Array(512);
    const { bytesRead } = await file.read(bytes, 0, bytes.length, 0);
    return bytes.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Endings lie now and then; the first bytes don't. */
function kindByContent(bytes: Uint8Array): "zip" | "tar" | "tar.gz" | "unknown" {
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) return "zip";
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return "tar.gz";
  return Buffer.from(bytes.subarray(257, 262)).toString("latin1") === "ustar" ? "tar" : "unknown";
}
