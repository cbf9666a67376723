/** Stands for the content of folders and files: what is the same has the same digest. Follows no links; leaves out what npm installs. */
import type { Hash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

export async function addFolder(hash: Hash, folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.toSorted((one, other) => (one.name < other.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.name === "node_modules" || entry.name === "__pycache__") continue;
    hash.update(`\0${entry.name}\0`);
    if (entry.isDirectory()) await addFolder(hash, path);
    else if (entry.isFile()) hash.update(await readFile(path));
  }
}
