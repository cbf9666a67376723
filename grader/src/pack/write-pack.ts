/** Writes a pack to a folder, and never over anybody's work. */
import { chmod, readdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { makeFolder } from "../make-folder.ts";
import type { PackFiles } from "./student-pack.ts";

export class FolderNotEmpty extends Error {}

/** @throws FolderNotEmpty where something lies there already */
export async function writePack(files: PackFiles, out: string): Promise<void> {
  const there = await readdir(out).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  // A fresh repository is as good as an empty folder.
  if (there.some((name) => name !== ".git")) throw new FolderNotEmpty(out);
  for (const [path, bytes] of files) {
    const file = join(out, path);
    await makeFolder(dirname(file));
    await writeFile(file, bytes);
    if (isProgram(path, bytes)) await chmod(file, 0o755);
  }
}

/** Begins with `#!`, and is called by its name. */
export function isProgram(path: string, bytes: Buffer): boolean {
  return bytes.subarray(0, 2).toString("latin1") === "#!" && !path.endsWith(".mjs");
}
