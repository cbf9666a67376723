/**
 * What is kept of a submission: its source files, by their path below it. Owns the rules that hold for folders, archives and tasks alike;
 * where the bytes come from is the business of the readers beside this file. Nothing is written to disk here.
 */
import { extname, posix } from "node:path";
import { SUBMISSION_LIMITS } from "./limits.ts";
import { refusals, SubmissionRefused } from "./refusal.ts";

/** Content by path, with forward slashes, relative. */
export type SourceFiles = ReadonlyMap<string, Uint8Array>;

export type EntryKind = "file" | "folder" | "link" | "other";

export interface SourceEntry {
  readonly path: string;
  readonly kind: EntryKind;
  /** As far as the reader knows before it reads. */
  readonly bytes: number;
}

const SOURCE_ENDINGS = new Set([".ts", ".mts", ".cts", ".js", ".mjs", ".cjs", ".json", ".py"]);

/** What tools leave behind: never a learner's own, so nothing in them is looked at. */
const PASSED_OVER = new Set(["node_modules", "__MACOSX", "__pycache__"]);

const ARCHIVE_ENDING = /\.(zip|tar|tgz|tar\.gz)$/iu;
/** Packed as well, but none that is read: told apart from pictures and notes, which are passed over. */
const FOREIGN_ARCHIVE_ENDING = /\.(7z|rar|gz|bz2|xz|zst|tbz2|txz|jar|cab|iso)$/iu;

/** Of its path's end alone. */
export function isPackedName(name: string): boolean {
  return ARCHIVE_ENDING.test(name) || FOREIGN_ARCHIVE_ENDING.test(name);
}

/** Removes the ending of an archive: `alice.tar.gz` is `alice`. */
export function withoutArchiveEnding(name: string): string {
  return name.replace(ARCHIVE_ENDING, "");
}

export class SourceCollector {
  readonly #files = new Map<string, Uint8Array>();
  readonly #folded = new Set<string>();
  readonly #archives: string[] = [];
  #entries = 0;
  #bytes = 0;

  /**
   * Whether the content is wanted.
   * @throws SubmissionRefused where the entry may not be there at all
   */
  wants(entry: SourceEntry): boolean {
    this.#entries += 1;
    if (this.#entries > SUBMISSION_LIMITS.entries) throw new SubmissionRefused(refusals.tooManyEntries());
    const path = innerPath(entry.path);
    if (path === "") return false;
    const parts = path.split("/");
    if (parts.some((part) => PASSED_OVER.has(part) || part.startsWith("."))) return false;
    if (parts.length > SUBMISSION_LIMITS.depth) throw new SubmissionRefused(refusals.tooDeep(path));
    if (entry.kind === "link") throw new SubmissionRefused(refusals.link(path));
    if (entry.kind === "other") throw new SubmissionRefused(refusals.device(path));
    if (entry.kind === "folder") return false;
    if (isPackedName(path)) this.#archives.push(path);
    if (!SOURCE_ENDINGS.has(extname(asWindowsReads(path)).toLowerCase())) return false;
    safePath(entry.path);
    if (this.#bytes + entry.bytes > SUBMISSION_LIMITS.sourceBytes)
      throw new SubmissionRefused(refusals.sourcesTooLarge());
    return true;
  }

  /** How many more bytes of sources may come. */
  get bytesLeft(): number {
    return SUBMISSION_LIMITS.sourceBytes - this.#bytes;
  }

  /** Takes the content of an entry that was wanted. */
  add(name: string, content: Uint8Array): void {
    const path = safePath(name);
    // Where names differ only in case, one of them would overwrite the other on some systems.
    const folded = path.toLowerCase();
    if (this.#folded.has(folded)) throw new SubmissionRefused(refusals.twice(path));
    this.#folded.add(folded);
    this.#bytes += content.byteLength;
    if (this.#bytes > SUBMISSION_LIMITS.sourceBytes) throw new SubmissionRefused(refusals.sourcesTooLarge());
    this.#files.set(path, content);
    if (this.#files.size > SUBMISSION_LIMITS.sourceFiles) throw new SubmissionRefused(refusals.tooManySources());
  }

  get files(): SourceFiles {
    return this.#files;
  }

  /** Archives that lie in it. */
  get archives(): readonly string[] {
    return this.#archives;
  }
}

/**
 * The path as it is kept: relative, composed, with forward slashes.
 * @throws SubmissionRefused for one that leads elsewhere, or that not every system can have, so that a class is graded alike on all of them
 */
export function safePath(name: string): string {
  const path = innerPath(name);
  if (!path.split("/").every(isPortable)) throw new SubmissionRefused(refusals.badName(name));
  return path;
}

function innerPath(name: string): string {
  const slashed = name.replaceAll("\\", "/");
  if (slashed.startsWith("/") || /^[A-Za-z]:/u.test(slashed) || slashed.split("/").includes(".."))
    throw new SubmissionRefused(refusals.outside(name));
  // oxlint-disable-next-line no-control-regex -- a name with control characters is refused
  if (/[\u0000-\u001f\u007f]/u.test(slashed) || Buffer.byteLength(slashed) > 1000)
    throw new SubmissionRefused(refusals.badName(name));
  const path = posix.normalize(slashed).replace(/\/$/u, "").normalize("NFC");
  return path === "." ? "" : path;
}

/** Windows: https://learn.microsoft.com/windows/win32/fileio/naming-a-file. A colon begins the name of a stream in a file. */
function isPortable(part: string): boolean {
  return !/[<>:"|?*]/u.test(part) && part === asWindowsReads(part) && !DEVICE.test(part);
}

/** It does away with what stands at the end of a name. */
function asWindowsReads(path: string): string {
  return path.replace(/[. ]+$/u, "");
}

/** With any ending. */
const DEVICE = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$) *(?:\.|$)/iu;
