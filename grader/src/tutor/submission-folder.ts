/**
 * The learner's folder of a lesson: begun once as a copy of the starter, put aside and begun afresh when they ask for it.
 * Nothing here ever overwrites or deletes a file of theirs.
 */
import { cp, lstat, readdir, rename, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Text } from "../text.ts";
import { texts } from "./texts.ts";

export const SUBMISSION = "submission";

/** What stands in the way of using the folder, in a clear line. */
export class FolderError extends Error {
  readonly text: Text;

  constructor(text: Text) {
    super(text.en);
    this.name = "FolderError";
    this.text = text;
  }
}

export function submissionFolder(lessonFolder: string): string {
  return join(lessonFolder, SUBMISSION);
}

/**
 * Whether the learner has begun.
 * @param shown how the folder is called in messages
 * @throws FolderError where something else is in its place, or it can't be read.
 */
export async function hasBegun(lessonFolder: string, shown: string): Promise<boolean> {
  const folder = submissionFolder(lessonFolder);
  const found = await lstat(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw new FolderError(texts.submissionUnreadable(shown, codeOf(error)));
  });
  if (found === undefined) return false;
  if (found.isSymbolicLink()) throw new FolderError(texts.submissionIsLink(shown));
  if (!found.isDirectory()) throw new FolderError(texts.submissionIsFile(shown));
  await readdir(folder).catch((error: unknown) => {
    throw new FolderError(texts.submissionUnreadable(shown, codeOf(error)));
  });
  return true;
}

/** Copies the starter. @throws FolderError where that does not work; nothing is left of it then. */
export async function begin(lessonFolder: string, shown: string): Promise<void> {
  const draft = join(lessonFolder, `${SUBMISSION}.new-${process.pid}`);
  try {
    await cp(join(lessonFolder, "starter"), draft, { recursive: true, errorOnExist: true, force: false });
    // Renamed into place, so that there is all of it or nothing.
    await rename(draft, submissionFolder(lessonFolder));
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw new FolderError(texts.cannotCopy(shown, codeOf(error)));
  }
}

/**
 * Puts the learner's folder aside under a dated name and begins afresh.
 * @returns the name of the folder that holds what was there
 */
export async function beginAfresh(lessonFolder: string, shown: string, now: Date = new Date()): Promise<string> {
  const kept = await freeName(lessonFolder, `${SUBMISSION}.${dated(now)}`);
  try {
    await rename(submissionFolder(lessonFolder), kept);
  } catch (error) {
    throw new FolderError(texts.submissionUnreadable(shown, codeOf(error)));
  }
  await begin(lessonFolder, shown);
  return basename(kept);
}

/** `2026-11-21-093005`, by the learner's clock. */
function dated(now: Date): string {
  const day = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  return `${day}-${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}

async function freeName(folder: string, name: string): Promise<string> {
  const taken = new Set(await readdir(folder));
  let candidate = name;
  for (let number = 2; taken.has(candidate); number += 1) candidate = `${name}-${number}`;
  return join(folder, candidate);
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}
