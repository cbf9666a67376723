/** Who handed in what: reads the names in a class's folder, as people and learning platforms write them. Reads no content. */
import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { HandedIn } from "./read-submission.ts";
import { isPackedName, withoutArchiveEnding } from "./sources.ts";

export interface Learner {
  readonly id: string;
  readonly name: string;
  readonly email?: string;
  /** As Canvas knows them. */
  readonly sisId?: string;
  readonly login?: string;
  readonly section?: string;
  /** Which platform's way of naming was recognised; it decides what its id means elsewhere. */
  readonly platform: "none" | "canvas" | "moodle";
}

export interface FoundSubmission {
  readonly learner: Learner;
  readonly items: readonly HandedIn[];
  /** Names of what lies in the class's folder, for people. */
  readonly entries: readonly string[];
}

interface NamedEntry {
  readonly learner: Learner;
  /** What belongs to the same learner because the platform says so, and not by chance. */
  readonly group: string;
  readonly item: HandedIn | undefined;
}

/** `Full Name_1234567_assignsubmission_file_`, a folder, or the beginning of a file's name. */
const MOODLE = /^(.+)_(\d+)_assignsubmission_(file|onlinetext)(?:_(.*))?$/su;
/** `lastfirst_123_456_send.ts`, with `_LATE` after the name where it was. */
const CANVAS = /^(.+?)_(?:LATE_)?(\d+)_(\d+)_(.+)$/isu;
/** Canvas numbers what is handed in again: `send-1.ts`. */
const AGAIN = /^(.*[^\d-])-\d+(\.[A-Za-z.]+)$/u;

/** Submissions in the order of their ids; two may have the same. */
export async function findSubmissions(folder: string): Promise<readonly FoundSubmission[]> {
  const names = (await readdir(folder)).filter((name) => !name.startsWith(".") && name !== "__MACOSX");
  const grouped = new Map<string, NamedEntry[]>();
  const entryNames = new Map<string, string[]>();
  for (const name of names.toSorted()) {
    const path = join(folder, name);
    const about = await lstat(path);
    const named = nameEntry({ name, path }, about.isDirectory());
    if (named === undefined) continue;
    grouped.set(named.group, [...(grouped.get(named.group) ?? []), named]);
    entryNames.set(named.group, [...(entryNames.get(named.group) ?? []), name]);
  }
  return [...grouped]
    .flatMap(([group, entries]) => {
      const [first] = entries;
      if (first === undefined) return [];
      const items = entries.flatMap(({ item }) => (item === undefined ? [] : [item]));
      return [{ learner: first.learner, items, entries: entryNames.get(group) ?? [] }];
    })
    .toSorted((one, other) => compareIds(one.learner.id, other.learner.id));
}

/** Numbers by their value, everything else as people sort names; the same on every machine. */
export function compareIds(one: string, other: string): number {
  return one.localeCompare(other, "en", { numeric: true }) || (one < other ? -1 : one > other ? 1 : 0);
}

/** Undefined for a file that is nobody's: a roster, notes, a picture. */
function nameEntry({ name, path }: HandedIn, isFolder: boolean): NamedEntry | undefined {
  const moodle = MOODLE.exec(name);
  if (moodle !== null) {
    const [, fullName = "", id = "", kind, file = ""] = moodle;
    const learner: Learner = { id, name: tidy(fullName), platform: "moodle" };
    const item = kind === "onlinetext" ? undefined : { name: isFolder || file === "" ? name : file, path };
    return { learner, group: `moodle ${id}`, item };
  }
  const canvas = isFolder ? null : CANVAS.exec(name);
  if (canvas !== null) {
    const [, person = "", id = "", , file = ""] = canvas;
    const learner: Learner = { id, name: tidy(person), platform: "canvas" };
    return { learner, group: `canvas ${id}`, item: { name: file.replace(AGAIN, "$1$2"), path } };
  }
  if (!isFolder && !isPackedName(name)) return undefined;
  const id = tidy(isFolder ? name : withoutArchiveEnding(name));
  return { learner: { id, name: id, platform: "none" }, group: `entry ${name}`, item: { name, path } };
}

/** Names that look the same are the same, however they were composed. */
export function tidy(name: string): string {
  return name.normalize("NFC").replace(/\s+/gu, " ").trim();
}
